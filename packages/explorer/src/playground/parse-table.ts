import { CsvError, parse } from 'csv-parse/browser/esm/sync';

/** Characters of a file that is read, and rows of it, at most. */
export const [mostCharacters, mostRows] = [20_000_000, 100_000] as const;

/** Rows of a table that somebody hands in, each as a row may be typed. */
export interface Table {
  readonly rows: readonly string[];
  /** Names of the columns, if the first line has any. */
  readonly header: string | undefined;
}

/** The rows of a CSV file, or one with semicolons or tabs; the first may hold names. One sentence for what is none. */
export function parseTable(text: string): Table | { readonly error: string } {
  if (text.length > mostCharacters) return { error: 'The file is longer than 20 MB.' };
  let lines: string[][];
  try {
    lines = parse(text, {
      bom: true,
      skip_empty_lines: true,
      trim: true,
      relax_column_count: true,
      relax_quotes: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      delimiter: delimiterOf(text),
      to: mostRows + 2,
    });
  } catch (error) {
    if (error instanceof CsvError) return { error: `The file is no table: ${error.message}.` };
    throw error;
  }
  const filled = lines.filter((cells) => cells.some((cell) => cell !== ''));
  const [first] = filled;
  if (first === undefined) return { error: 'The file has no rows.' };
  const hasNames = first.some((cell) => cell !== '' && !Number.isFinite(Number(cell)));
  const rows = filled.slice(hasNames ? 1 : 0, mostRows + 2);
  if (rows.length === 0) return { error: 'The file has no rows below its names.' };
  if (rows.length > mostRows) return { error: `The file has more than ${mostRows} rows.` };
  return { rows: rows.map(asTyped), header: hasNames ? asTyped(first) : undefined };
}

/** What stands between cells: of semicolons, tabs and commas the first that is in the first line with anything in it. */
function delimiterOf(text: string): string {
  const first = /[^\r\n]+/.exec(text.slice(0, 65_536))?.[0] ?? '';
  return [';', '\t'].find((mark) => first.includes(mark)) ?? ',';
}

const asTyped = (cells: readonly string[]): string => cells.join(', ');
