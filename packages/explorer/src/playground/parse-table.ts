/** Characters of a file that is read, and rows of it, at most. */
export const [mostCharacters, mostRows] = [20_000_000, 100_000] as const;

/** Rows of a table that somebody hands in, each as a row may be typed. */
export interface Table {
  readonly rows: readonly string[];
  /** Names of the columns, if the first line has any. */
  readonly header: string | undefined;
}

/**
 * The lines of a CSV file, or one with semicolons or tabs; the first may hold names. One sentence for what is none.
 * Quotes around numbers go.
 */
export function parseTable(text: string): Table | { readonly error: string } {
  if (text.length > mostCharacters) return { error: 'The file is longer than 20 MB.' };
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/, mostRows + 2)
    .map((line) => line.replaceAll('"', ''))
    .filter((line) => line.trim() !== '');
  const [first] = lines;
  if (first === undefined) return { error: 'The file has no rows.' };
  const hasNames = first.split(/[,;\t]/).some((part) => part.trim() !== '' && !Number.isFinite(Number(part)));
  const rows = lines.slice(hasNames ? 1 : 0, mostRows + 1);
  if (rows.length === 0) return { error: 'The file has no rows below its names.' };
  if (rows.length > mostRows) return { error: `The file has more than ${mostRows} rows.` };
  return { rows, header: hasNames ? first : undefined };
}
