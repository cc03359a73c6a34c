import { UserError } from '../errors.ts';
import { type Examples, elementsOf, type Numbers, showShape } from './numbers.ts';
import { END_OF_TEXT } from './texts.ts';

/** An input of a model: its name and the shape of one example. */
export interface Port {
  readonly name: string;
  readonly shape: readonly number[];
  /** Whether it takes a text, whose bytes are its numbers. */
  readonly isText?: boolean;
}

/** Examples one after another, each with the numbers of all inputs in their order. */
export interface Arranged {
  readonly count: number;
  readonly data: Float64Array;
}

/**
 * Puts what a file holds in the order in which a model takes it. One array has a row of numbers for each example, or for a model with one input its
 * shape; several arrays have the names of inputs, or as many as there are. What only adds up by chance is refused.
 * @throws UserError
 */
export function arrangeExamples(path: string, examples: Examples, ports: readonly Port[]): Arranged {
  try {
    return examples instanceof Map ? byName(examples, ports) : together(examples as Numbers, ports);
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${path}: ${error.message}`);
    throw error;
  }
}

/** Texts for a model that takes one and nothing else. */
function textsAlone(texts: Numbers, ports: readonly Port[]): Arranged {
  const [port, ...others] = ports;
  if (port?.isText !== true || others.length > 0) {
    throw new UserError(
      'holds texts, and the model takes something else than one text; give numbers, or convert with --text-bytes.',
    );
  }
  const { shape, data } = fillTexts(texts, port);
  return { count: shape[0]!, data };
}

/** Texts filled up to the length of their port. */
function fillTexts({ shape: [count = 0, longest = 0], data }: Numbers, port: Port): Numbers {
  const size = elementsOf(port.shape);
  if (longest > size) {
    const cut = Array.from({ length: count }, (_, row) => data.subarray(row * longest, (row + 1) * longest));
    const long = cut.findIndex((text) => text[size] !== END_OF_TEXT);
    throw new UserError(
      `text ${long + 1} has more than ${size} bytes, which the model takes; shorten it, or convert with --text-bytes ${longest}.`,
    );
  }
  const filled = new Float64Array(count * size).fill(END_OF_TEXT);
  for (let row = 0; row < count; row++) {
    filled.set(data.subarray(row * longest, (row + 1) * longest), row * size);
  }
  return { shape: [count, size], data: filled };
}

function together(examples: Numbers, ports: readonly Port[]): Arranged {
  if (examples.isText === true) return textsAlone(examples, ports);
  const { shape, data } = examples;
  const total = ports.reduce((sum, port) => sum + elementsOf(port.shape), 0);
  const own = ports.length === 1 ? ports[0]!.shape : [total];
  const count = countOf(shape, own);
  if (count !== undefined) return { count, data };
  const takes =
    ports.length === 1
      ? ''
      : ` (${ports.map(({ name, shape: each }) => `"${name}" ${showShape(each)}`).join(', ')})`;
  throw new UserError(
    `the model takes ${plural(total)} an example${takes} and the file has the shape ${showShape(shape)}; give ${wanted(own)}${ports.length === 1 ? '' : ', or a .npz with an array for each input'}.`,
  );
}

function byName(arrays: ReadonlyMap<string, Numbers>, ports: readonly Port[]): Arranged {
  const found = ports.map(({ name }) => arrays.get(name));
  const isNamed = found.every((array) => array !== undefined);
  const isUnnamed =
    arrays.size === ports.length && [...arrays.keys()].every((name, i) => name === `arr_${i}`);
  const given = isNamed ? found : [...arrays.values()];
  if (
    (!isNamed && !isUnnamed && !(ports.length === 1 && arrays.size === 1)) ||
    arrays.size !== ports.length
  ) {
    const names = (all: readonly string[]) => all.map((name) => `"${name}"`).join(', ');
    throw new UserError(
      `has arrays ${names([...arrays.keys()])} and the model has inputs ${names(ports.map(({ name }) => name))}; give one array for each, by that name.`,
    );
  }
  const list = given.map((array, i) => (array!.isText === true ? textsFor(ports[i]!, array!) : array!));
  const counts = list.map((array, i) => {
    const { name, shape } = ports[i]!;
    const count = countOf(array.shape, shape);
    if (count !== undefined) return count;
    throw new UserError(
      `input "${name}" takes ${showShape(shape)} an example and its array has the shape ${showShape(array.shape)}; give ${wanted(shape)}.`,
    );
  });
  const [count = 0] = counts;
  const other = counts.findIndex((each) => each !== count);
  if (other > 0) {
    throw new UserError(
      `"${ports[0]!.name}" has ${count} examples and "${ports[other]!.name}" has ${counts[other]}; give as many for every input.`,
    );
  }
  return {
    count,
    data: interleave(
      list.map((array) => array.data),
      count,
    ),
  };
}

/** The texts of one input among others. */
function textsFor(port: Port, texts: Numbers): Numbers {
  if (port.isText === true) return fillTexts(texts, port);
  throw new UserError(
    `input "${port.name}" takes numbers and is given texts; give numbers, or convert with --text-bytes.`,
  );
}

/** How many examples of shape `own` an array holds; undefined where it holds something else. Axes of length 1 do not matter behind the first. */
function countOf(shape: readonly number[], own: readonly number[]): number | undefined {
  const size = elementsOf(own);
  const [count = 0, ...rest] = shape;
  if (elementsOf(shape) === 0) return undefined;
  const [long, ownLong] = [shape.filter(isLong), own.filter(isLong)];
  if (sameShape(shape, own) || (ownLong.length > 1 && sameShape(long, ownLong))) return 1;
  if (rest.length === 0) return count === size ? 1 : size === 1 ? count : undefined;
  if (sameShape(rest, [size]) || sameShape(rest.filter(isLong), ownLong)) return count;
  return undefined;
}

const isLong = (length: number): boolean => length !== 1;

const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((length, i) => length === b[i]);

const plural = (count: number): string => (count === 1 ? 'one number' : `${count} numbers`);

function wanted(own: readonly number[]): string {
  const size = elementsOf(own);
  const rows = `a row of ${plural(size)} for each example`;
  return own.length > 1 ? `the shape (n, ${own.join(', ')}), or ${rows}` : rows;
}

/** Examples of several inputs, one after another. */
function interleave(inputs: readonly Float64Array[], count: number): Float64Array {
  const lengths = inputs.map(({ length }) => length / count);
  const data = new Float64Array(lengths.reduce((a, b) => a + b, 0) * count);
  let at = 0;
  for (let example = 0; example < count; example++) {
    for (const [i, input] of inputs.entries()) {
      data.set(input.subarray(example * lengths[i]!, (example + 1) * lengths[i]!), at);
      at += lengths[i]!;
    }
  }
  return data;
}
