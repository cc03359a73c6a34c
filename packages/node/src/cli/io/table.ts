/** Rows as aligned columns, one line each. `right`: indices of columns that are aligned to the right. */
export function formatTable(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, c) =>
    Math.max(...rows.map((row) => row[c]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row.map((cell, c) => (right.includes(c) ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!))),
    )
    .map((cells) => `${cells.join('  ').trimEnd()}\n`)
    .join('');
}
