import { UserError } from '../errors.ts';
import type { Numbers } from './numbers.ts';

/**
 * How many examples a file holds for a model that takes `length` numbers an example: rows of that many numbers, or one
 * example of any shape. What only adds up by chance is refused.
 * @throws UserError
 */
export function countExamples(path: string, { shape, data }: Numbers, length: number): number {
  if (data.length === length) return 1;
  const [rows = 0, ...rest] = shape;
  const width = rest.reduce((product, size) => product * size, 1);
  if (rows > 0 && width === length) return rows;
  const found = shape.length < 2 || rows === 1 ? `${data.length}` : `${rows} rows of ${width}`;
  throw new UserError(
    `${path}: the model takes ${length} numbers an example and the file has ${found}; give a row of ${length} numbers for each example.`,
  );
}
