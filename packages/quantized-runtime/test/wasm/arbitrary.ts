import fc from 'fast-check';
import { ACTIVATION_TYPE, elementCount } from '../../src/graph/element-types.ts';
import type { Profile, Tensor, Value } from '../../src/graph/graph.ts';
import type { Random } from '../support/random.ts';

export const seeds = fc.integer({ min: 0, max: 0x7fffffff });
export const integerProfile = fc.constantFrom('a16' as const, 'a8' as const);
export const anyProfile = fc.constantFrom<Profile>('a16', 'a8', 'f32');
export const batches = fc.integer({ min: 1, max: 3 });

/** An activation of the profile's own type; `a8` gets the zero point given. */
export const activation = (profile: 'a16' | 'a8', shape: readonly number[], zero: number): Value =>
  profile === 'a16' ? { shape, type: 'i16', scale: 1, zero: 0 } : { shape, type: 'i8', scale: 1, zero };

/** An activation of any profile; `a8` gets a zero point at random. */
export const randomValue = (random: Random, profile: Profile, shape: readonly number[]): Value => ({
  shape,
  type: ACTIVATION_TYPE[profile],
  scale: 1,
  zero: profile === 'a8' ? random.edgy(-128, 127) : 0,
});

/** Numbers of mixed size whose sums round; `wild`: now and then infinities, NaN, -0 and subnormal numbers. */
export function floats(random: Random, length: number, wild: boolean): Float32Array {
  const odd = [Infinity, -Infinity, NaN, -0, 0, 1e-42, -3e38];
  return Float32Array.from({ length }, () =>
    wild && random.integer(0, 30) === 0
      ? odd[random.integer(0, odd.length - 1)]!
      : random.integer(-(2 ** 24), 2 ** 24) * 2 ** random.integer(-30, -10),
  );
}

/** The bytes of `batch` examples of a value; f32 is wild. */
export function bytesFor(random: Random, { type, shape }: Value, batch: number): Uint8Array {
  const count = batch * elementCount(shape);
  if (type === 'f32') return new Uint8Array(floats(random, count, true).buffer);
  if (type === 'u8') return Uint8Array.from({ length: count }, () => random.integer(0, 1));
  if (type === 'i32') throw new Error('indices are drawn by the test');
  return activations(random, type, count);
}

/** Clamps of the output: none, relu, both ends. */
export function clampFor(random: Random, { type, zero }: Value) {
  const kind = random.integer(0, 2);
  if (kind === 0) return { min: null, max: null };
  if (kind === 1) return { min: zero, max: null };
  return type === 'f32' ? { min: -0.1, max: 6.1 } : { min: Math.max(-100, zero - 50), max: 101 };
}

/** `count` activations as bytes. */
export function activations(random: Random, type: 'i16' | 'i8', count: number): Uint8Array {
  const data = type === 'i16' ? new Int16Array(count) : new Int8Array(count);
  const [low, high] = type === 'i16' ? [-32767, 32767] : [-128, 127];
  for (let i = 0; i < count; i++) data[i] = random.edgy(low, high);
  return new Uint8Array(data.buffer);
}

export function int8Kernel(random: Random, shape: readonly number[]): Tensor {
  const data = new Int8Array(elementCount(shape));
  for (let i = 0; i < data.length; i++) data[i] = random.edgy(-127, 127);
  return { shape, data };
}

/**
 * Bias, mult and shift for `channels` channels; `single`: one pair for all. Shifts cover all of rule N3, and their
 * spread is sometimes small enough for the integer form of assembly/requantize.ts (10) and sometimes just too wide.
 */
export function requantization(random: Random, channels: number, bound: number, single: boolean) {
  const pairs = single ? 1 : channels;
  const bias = Int32Array.from({ length: channels }, () => random.edgy(-bound, bound));
  const mult = Int32Array.from({ length: pairs }, () => random.edgy(2 ** 20, 2 ** 21 - 1));
  const narrow = random.integer(0, 1) === 0;
  const least = random.integer(19, 42);
  const spread = random.edgy(0, 11);
  const shift = Uint8Array.from({ length: pairs }, () => {
    if (narrow) return random.edgy(least, Math.min(least + spread, 52));
    return random.integer(0, 3) === 0 ? random.integer(1, 52) : random.integer(24, 40);
  });
  return {
    bias: { shape: [channels], data: bias },
    mult: { shape: [pairs], data: mult },
    shift: { shape: [pairs], data: shift },
  };
}
