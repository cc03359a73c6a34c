import { UserError } from '../errors.ts';
import type { Examples, Numbers } from './numbers.ts';
import { numbersOfTexts } from './texts.ts';

/** Nested arrays of numbers or a list of texts, or an object of such by the names of inputs. Throws UserError. */
export function decodeJson(bytes: Uint8Array): Examples {
  const value = parseJson(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return toNumbers(value);
  const arrays = Object.entries(value).map(([name, array]): [string, Numbers] => {
    try {
      return [name, toNumbers(array)];
    } catch (error) {
      if (error instanceof UserError) throw new UserError(`input "${name}" ${error.message}`);
      throw error;
    }
  });
  if (arrays.length === 0) throw new UserError('holds no arrays; give one for each input by its name.');
  return new Map(arrays);
}

function toNumbers(value: unknown): Numbers {
  if (!Array.isArray(value)) {
    throw new UserError(
      'must hold an array of numbers, an array of such arrays, a list of texts, or an object of them by input.',
    );
  }
  if (value.length > 0 && value.every((text) => typeof text === 'string')) return numbersOfTexts(value);
  const shape: number[] = [];
  for (let level: unknown = value; Array.isArray(level); level = level[0]) shape.push(level.length);
  const data: number[] = [];
  flatten(value, shape, 0, data);
  return { shape, data: Float64Array.from(data) };
}

export function encodeJson({ shape, data }: Numbers): Uint8Array {
  const rows = shape[0] ?? 1;
  const lines = Array.from({ length: rows }, (_, row) => `  ${JSON.stringify(nest(data, shape, row))}`);
  return new TextEncoder().encode(`[\n${lines.join(',\n')}\n]\n`);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new UserError(`is not JSON (${error instanceof Error ? error.message : String(error)}).`);
  }
}

function flatten(value: unknown, shape: readonly number[], depth: number, out: number[]): void {
  if (depth === shape.length) {
    if (typeof value !== 'number')
      throw new UserError(`holds ${JSON.stringify(value)} where a number belongs.`);
    out.push(value);
    return;
  }
  if (!Array.isArray(value) || value.length !== shape[depth]) {
    const length = Array.isArray(value) ? value.length : 'no';
    throw new UserError(
      `is ragged: ${shape[depth]} elements expected at depth ${depth + 1}, ${length} found.`,
    );
  }
  for (const element of value) flatten(element, shape, depth + 1, out);
}

/** Example `row` as nested arrays. */
function nest(data: Float64Array, shape: readonly number[], row: number): unknown {
  const [, ...rest] = shape;
  const size = rest.reduce((product, length) => product * length, 1);
  let level: unknown[] = Array.from(data.subarray(row * size, (row + 1) * size));
  for (let axis = rest.length - 1; axis > 0; axis--) {
    const length = rest[axis] ?? 1;
    level = Array.from({ length: level.length / length }, (_, i) =>
      level.slice(i * length, (i + 1) * length),
    );
  }
  return rest.length === 0 ? level[0] : level;
}
