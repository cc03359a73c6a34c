import { CsvError, parse } from 'csv-parse/sync';
import { UserError } from '../errors.ts';
import type { Decoded, Numbers } from './numbers.ts';

/** One row for each example, its cells apart by commas, semicolons or tabs. A first row of names is a header. Throws UserError. */
export function decodeCsv(bytes: Uint8Array): Decoded {
  const rows = parseRows(bytes);
  const head = headOf(rows);
  const body = head === 'none' ? rows : rows.slice(1);
  const columns = body[0]?.cells.length ?? 0;
  if (columns === 0) throw new UserError('holds no rows of numbers; put one example in each row.');
  const data = new Float64Array(body.length * columns);
  body.forEach(({ cells, line }, row) => {
    cells.forEach((cell, column) => {
      const number = toNumber(cell);
      if (Number.isNaN(number)) throw new UserError(sayCell(cell, line, column));
      data[row * columns + column] = number;
    });
  });
  const examples = { shape: [body.length, columns], data };
  if (head !== 'numbers') return { examples };
  const notice = `the first row is 0 to ${columns - 1} in order and was taken for a header, as pandas writes it; if it is an example, put a row of names in front.`;
  return { examples, notices: [notice] };
}

export function encodeCsv({ shape, data }: Numbers): Uint8Array {
  const rows = shape[0] ?? 1;
  const columns = rows === 0 ? 0 : data.length / rows;
  const lines = Array.from({ length: rows }, (_, row) =>
    data.subarray(row * columns, (row + 1) * columns).join(','),
  );
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

interface Row {
  readonly cells: readonly string[];
  /** Where it ends in the file, from 1. */
  readonly line: number;
}

function parseRows(bytes: Uint8Array): Row[] {
  try {
    const options = {
      bom: true,
      skip_empty_lines: true,
      trim: true,
      info: true,
      delimiter: delimiterOf(bytes),
    };
    const found = parse(bytes, options) as unknown as { record: string[]; info: { lines: number } }[];
    return found.map(({ record, info }) => ({ cells: record, line: info.lines }));
  } catch (error) {
    if (error instanceof CsvError) throw new UserError(`is not a table (${error.message}).`);
    throw error;
  }
}

/** What stands between cells: of semicolons, tabs and commas the first that is in the first line with anything in it. */
function delimiterOf(bytes: Uint8Array): string {
  const first = /[^\r\n]+/.exec(new TextDecoder().decode(bytes.subarray(0, 65_536)))?.[0] ?? '';
  return [';', '\t'].find((mark) => first.includes(mark)) ?? ',';
}

/** What tables write where a number is missing. */
const MISSING = /^(|nan|n\/?a|null|none|-|\?|[-+]?inf(inity)?)$/i;

/** Whether the first row is an example, names, or the numbers that pandas gives columns without names. */
function headOf(rows: readonly Row[]): 'none' | 'names' | 'numbers' {
  const cells = rows[0]?.cells ?? [];
  if (cells.every((cell) => Number.isNaN(toNumber(cell))) && cells.some((cell) => !MISSING.test(cell))) {
    return 'names';
  }
  return rows.length > 1 && cells.length > 2 && cells.every((cell, i) => cell === String(i))
    ? 'numbers'
    : 'none';
}

function sayCell(cell: string, line: number, column: number): string {
  const place = `line ${line}, column ${column + 1} is ${JSON.stringify(cell)}`;
  if (/^[-+]?\d+,\d+$/.test(cell)) return `${place}; write decimals with a point.`;
  if (MISSING.test(cell)) return `${place}; give every example all its numbers, or leave its row out.`;
  return `${place}; every cell must be a number, but those of a header, a first row without any.`;
}

/** NaN unless the whole cell is a decimal number. */
function toNumber(cell: string): number {
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(cell) ? Number(cell) : Number.NaN;
}
