import { ImportError } from '../../../errors.ts';
import { powerOfTwo } from '../../../numerics/power-of-two.ts';
import type { WeightArray } from './weights.ts';

/** Element types of weights, as every container's reader names them. */
export type StoredType =
  | 'float64'
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'bool';

const SIZE: Readonly<Record<StoredType, number>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  bool: 1,
};

export function elementSize(type: StoredType): number {
  return SIZE[type];
}

type Reader = (view: DataView, offset: number) => number;

const READ: Readonly<Record<StoredType, Reader>> = {
  float64: (view, at) => view.getFloat64(at, true),
  float32: (view, at) => view.getFloat32(at, true),
  float16: (view, at) => halfToNumber(view.getUint16(at, true)),
  bfloat16: (view, at) => bfloat16ToNumber(view.getUint16(at, true)),
  int8: (view, at) => view.getInt8(at),
  uint8: (view, at) => view.getUint8(at),
  int16: (view, at) => view.getInt16(at, true),
  uint16: (view, at) => view.getUint16(at, true),
  int32: (view, at) => view.getInt32(at, true),
  uint32: (view, at) => view.getUint32(at, true),
  int64: (view, at) => Number(view.getBigInt64(at, true)),
  uint64: (view, at) => Number(view.getBigUint64(at, true)),
  bool: (view, at) => (view.getUint8(at) === 0 ? 0 : 1),
};

/** Small integers keep their type; all others become binary32, integers beyond 2^24 binary64. */
function allocate(type: StoredType, count: number): WeightArray['data'] {
  switch (type) {
    case 'int8':
      return new Int8Array(count);
    case 'uint8':
    case 'bool':
      return new Uint8Array(count);
    case 'int16':
    case 'uint16':
    case 'int32':
      return new Int32Array(count);
    case 'uint32':
    case 'int64':
    case 'uint64':
      return new Float64Array(count);
    default:
      return new Float32Array(count);
  }
}

/** Little-endian elements to numbers. Throws ImportError when the length does not fit. */
export function decodeElements(
  bytes: Uint8Array,
  type: StoredType,
  count: number,
  where: string,
): WeightArray['data'] {
  const size = elementSize(type);
  if (bytes.byteLength !== count * size) {
    throw new ImportError(
      'broken-weights',
      `${where} should have ${count * size} bytes, found ${bytes.byteLength}.`,
    );
  }
  const out = allocate(type, count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = READ[type];
  for (let i = 0; i < count; i++) out[i] = read(view, i * size);
  return out;
}

/** IEEE 754 binary16. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * powerOfTwo(-24);
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * powerOfTwo(exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));

/** bfloat16: the upper half of a binary32. */
export function bfloat16ToNumber(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}
