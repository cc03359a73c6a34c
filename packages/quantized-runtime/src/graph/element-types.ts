import type { ElementType, Profile, Shape, TensorData } from './values.ts';

/** In the order of rule F5: falling alignment. */
export const ELEMENT_TYPES = ['f32', 'i32', 'i16', 'i8', 'u8'] as const satisfies readonly ElementType[];

export const ELEMENT_BYTES: Readonly<Record<ElementType, number>> = { f32: 4, i32: 4, i16: 2, i8: 1, u8: 1 };

/** The type of activations of a node that computes in this profile (rule O3). */
export const ACTIVATION_TYPE: Readonly<Record<Profile, 'f32' | 'i16' | 'i8'>> = {
  f32: 'f32',
  a16: 'i16',
  a8: 'i8',
};

/** The types that activations of a graph may have: in `a8` some may be as in `a16` (rule O3). */
export const ACTIVATION_TYPES: Readonly<Record<Profile, readonly ElementType[]>> = {
  f32: ['f32'],
  a16: ['i16'],
  a8: ['i8', 'i16'],
};

/** Rule O2: what values of a type may be. -32768 is no activation. */
export const TYPE_RANGE: Readonly<Record<ElementType, readonly [number, number]>> = {
  f32: [-Infinity, Infinity],
  i32: [-(2 ** 31), 2 ** 31 - 1],
  i16: [-32767, 32767],
  i8: [-128, 127],
  u8: [0, 255],
};

/** Elements of a shape; 1 for a scalar. */
export function elementCount(shape: Shape): number {
  let count = 1;
  for (const size of shape) count *= size;
  return count;
}

/** Elements of several shapes together. */
export const totalElements = (shapes: readonly Shape[]): number =>
  shapes.reduce((sum, shape) => sum + elementCount(shape), 0);

/** Element type of a tensor's data. */
export function typeOfData(data: TensorData): ElementType {
  if (data instanceof Float32Array) return 'f32';
  if (data instanceof Int32Array) return 'i32';
  if (data instanceof Int16Array) return 'i16';
  if (data instanceof Int8Array) return 'i8';
  return 'u8';
}

type ViewOf = { f32: Float32Array; i32: Int32Array; i16: Int16Array; i8: Int8Array; u8: Uint8Array };

const CONSTRUCTORS: {
  readonly [T in ElementType]: new (
    buffer: ArrayBufferLike,
    offset: number,
    length: number,
  ) => ViewOf[T];
} = { f32: Float32Array, i32: Int32Array, i16: Int16Array, i8: Int8Array, u8: Uint8Array };

/** `length` elements of `type` at a byte offset that is aligned to the type. Shares the memory. */
export function viewOf<T extends ElementType>(
  type: T,
  buffer: ArrayBufferLike,
  offset: number,
  length: number,
): ViewOf[T] {
  return new CONSTRUCTORS[type](buffer, offset, length);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** For messages: `[3, 4]`. */
export function showShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}
