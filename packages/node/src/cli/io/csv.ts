import { CsvError, parse } from 'csv-parse/sync';
import { UserError } from '../errors.ts';
import type { Numbers } from './numbers.ts';

/** One row for each example. A first row without any number is a header. */
export function decodeCsv(bytes: Uint8Array): Numbers {
  const rows = parseRows(bytes);
  const first = rows[0];
  const header = first?.every((cell) => Number.isNaN(toNumber(cell))) ?? false;
  const body = header ? rows.slice(1) : rows;
  const columns = body[0]?.length ?? 0;
  if (columns === 0) throw new UserError('holds no rows of numbers; put one example in each row.');
  const data = new Float64Array(body.length * columns);
  body.forEach((cells, row) => {
    cells.forEach((cell, column) => {
      const number = toNumber(cell);
      if (Number.isNaN(number)) {
        const line = row + 1 + (header ? 1 : 0);
        throw new UserError(
          `row ${line}, column ${column + 1} is ${JSON.stringify(cell)}; every cell must be a number, but those of a header, a first row without any.`,
        );
      }
      data[row * columns + column] = number;
    });
  });
  return { shape: [body.length, columns], data };
}

export function encodeCsv({ shape, data }: Numbers): Uint8Array {
  const rows = shape[0] ?? 1;
  const columns = rows === 0 ? 0 : data.length / rows;
  const lines = Array.from({ length: rows }, (_, row) =>
    data.subarray(row * columns, (row + 1) * columns).join(','),
  );
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

function parseRows(bytes: Uint8Array): string[][] {
  try {
    return parse(bytes, { bom: true, skip_empty_lines: true, trim: true });
  } catch (error) {
    if (error instanceof CsvError) throw new UserError(`is not a table (${error.message}).`);
    throw error;
  }
}

/** NaN unless the whole cell is a decimal number. */
function toNumber(cell: string): number {
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(cell) ? Number(cell) : Number.NaN;
}
