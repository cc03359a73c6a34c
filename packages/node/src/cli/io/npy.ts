import { dump, parse } from 'npyjs';
import { UserError } from '../errors.ts';
import type { Numbers } from './numbers.ts';

/** NumPy's own format, any real or whole type. A one-dimensional array is one example. */
export function decodeNpy(bytes: Uint8Array): Numbers {
  const { data, shape, fortranOrder, dtype } = parseNpy(bytes);
  if (!/^[fiu][1248]$/.test(dtype)) throw new UserError(`holds the type ${dtype}; save it as float64 first.`);
  if (fortranOrder && shape.length > 1) {
    throw new UserError('is in Fortran order; save numpy.ascontiguousarray(x) instead.');
  }
  const numbers = toFloat64(data);
  const size = shape.reduce((product, length) => product * length, 1);
  if (size !== numbers.length) throw new UserError('is truncated; save it again.');
  return { shape: shape.length > 1 ? shape : [1, size], data: numbers };
}

/** Written as float64. */
export function encodeNpy({ shape, data }: Numbers): Uint8Array {
  return new Uint8Array(dump(data, [...shape], { dtype: 'f8' }));
}

function parseNpy(bytes: Uint8Array) {
  try {
    return parse(Uint8Array.from(bytes).buffer);
  } catch (error) {
    throw new UserError(`is not a NumPy array (${error instanceof Error ? error.message : String(error)}).`);
  }
}

function toFloat64(data: ArrayBufferView): Float64Array {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float64Array.from(data, Number);
  if (isNumeric(data)) return Float64Array.from(data);
  throw new UserError('holds no numbers.');
}

type Numeric =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Float32Array
  | Float64Array;

const isNumeric = (data: ArrayBufferView): data is Numeric => !(data instanceof DataView);
