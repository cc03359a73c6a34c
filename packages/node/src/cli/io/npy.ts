import { dump, parse } from 'npyjs';
import { UserError } from '../errors.ts';
import { elementsOf, type Numbers } from './numbers.ts';

/** NumPy's own format: real numbers, whole numbers and truth values of any size, in any order. Throws UserError. */
export function decodeNpy(bytes: Uint8Array): Numbers {
  const header = headerOf(bytes);
  const type = /'descr'\s*:\s*'([^']+)'/.exec(header.text)?.[1];
  if (type === undefined)
    throw new UserError(
      'holds records with fields; save an array of numbers, as numpy.column_stack makes of them.',
    );
  if (!/^[<>|=]?([fiu][1248]|b1)$/.test(type)) {
    throw new UserError(`holds ${kindOf(type)} (${type}); save x.astype("float32") instead.`);
  }
  const { data, shape, fortranOrder } = parseNpy(
    type.startsWith('>') ? toLittleEndian(bytes, header, type) : bytes,
  );
  const numbers = toFloat64(data);
  const size = elementsOf(shape);
  if (size !== numbers.length) {
    throw new UserError(
      `is cut off: it says ${size} numbers and holds ${numbers.length}; save or copy it again.`,
    );
  }
  return { shape, data: fortranOrder ? fromFortranOrder(numbers, shape) : numbers };
}

/** Written as float64. */
export function encodeNpy({ shape, data }: Numbers): Uint8Array {
  return new Uint8Array(dump(data, [...shape], { dtype: 'f8' }));
}

interface Header {
  readonly text: string;
  /** Where its text begins, and where the numbers do. */
  readonly start: number;
  readonly end: number;
}

function headerOf(bytes: Uint8Array): Header {
  const latin = (from: number, to: number) => new TextDecoder('latin1').decode(bytes.subarray(from, to));
  if (latin(0, 6) !== '\x93NUMPY') throw new UserError('is not a NumPy array; write it with numpy.save.');
  const start = bytes[6] === 1 ? 10 : 12;
  if (bytes.length < start) throw new UserError('is cut off; save or copy it again.');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const end = start + (start === 10 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (bytes.length < end) throw new UserError('is cut off; save or copy it again.');
  return { text: latin(start, end), start, end };
}

function kindOf(type: string): string {
  if (type.includes('O')) return 'Python objects';
  if (/[US]/.test(type)) return 'text';
  if (type.includes('c')) return 'complex numbers';
  return 'another type than numbers';
}

/** The same array with the bytes of every number turned around, and a header that says so. */
function toLittleEndian(bytes: Uint8Array, { start, end, text }: Header, type: string): Uint8Array {
  const turned = Uint8Array.from(bytes);
  turned[start + text.indexOf(type)] = '<'.charCodeAt(0);
  const size = Number(type.at(-1));
  for (let at = end; at + size <= turned.length; at += size) turned.subarray(at, at + size).reverse();
  return turned;
}

function parseNpy(bytes: Uint8Array) {
  try {
    return parse(Uint8Array.from(bytes).buffer);
  } catch {
    // The header has been looked at: what is left is a number of bytes that is no multiple of the type's.
    throw new UserError('is cut off; save or copy it again.');
  }
}

function toFloat64(data: ArrayBufferView | readonly unknown[]): Float64Array {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    const numbers = Float64Array.from(data, Number);
    const lost = numbers.findIndex((number, i) => BigInt(number) !== data[i]);
    if (lost < 0) return numbers;
    throw new UserError(
      `number ${lost + 1} is ${data[lost]}, which has more digits than float64; scale the numbers down first.`,
    );
  }
  if (Array.isArray(data)) return Float64Array.from(data, Number);
  return Float64Array.from(data as unknown as ArrayLike<number>);
}

/** The first axis varies fastest there, and the last one here. */
function fromFortranOrder(data: Float64Array, shape: readonly number[]): Float64Array {
  const steps = shape.map((_, axis) => elementsOf(shape.slice(0, axis)));
  const place = shape.map(() => 0);
  return data.map(() => {
    const from = place.reduce((sum, index, axis) => sum + index * steps[axis]!, 0);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place[axis]!++;
      if (place[axis]! < shape[axis]!) break;
      place[axis] = 0;
    }
    return data[from]!;
  });
}
