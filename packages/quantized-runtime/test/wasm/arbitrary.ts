import fc from 'fast-check';
import type { Tensor, Value } from '../../src/graph/graph.ts';

/** Reproducible integers from a seed (mulberry32): fast-check shrinks shapes, not thousands of numbers. */
export function createRandom(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  return {
    /** Uniform in [low, high]. */
    integer: (low: number, high: number) => low + (next() % (high - low + 1)),
    /** Mostly uniform, often one of the ends. */
    edgy(low: number, high: number) {
      const pick = next() % 16;
      return pick === 0 ? low : pick === 1 ? high : low + (next() % (high - low + 1));
    },
  };
}
export type Random = ReturnType<typeof createRandom>;

export const seeds = fc.integer({ min: 0, max: 0x7fffffff });
export const integerProfile = fc.constantFrom('a16' as const, 'a8' as const);

/** An activation of the profile's own type; `a8` gets the zero point given. */
export const activation = (profile: 'a16' | 'a8', shape: readonly number[], zero: number): Value =>
  profile === 'a16' ? { shape, type: 'i16', scale: 1, zero: 0 } : { shape, type: 'i8', scale: 1, zero };

/** `count` activations as bytes. */
export function activations(random: Random, type: 'i16' | 'i8', count: number): Uint8Array {
  const data = type === 'i16' ? new Int16Array(count) : new Int8Array(count);
  const [low, high] = type === 'i16' ? [-32767, 32767] : [-128, 127];
  for (let i = 0; i < count; i++) data[i] = random.edgy(low, high);
  return new Uint8Array(data.buffer);
}

export function int8Kernel(random: Random, shape: readonly number[]): Tensor {
  const data = new Int8Array(shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < data.length; i++) data[i] = random.edgy(-127, 127);
  return { shape, data };
}

/** Bias, mult and shift for `channels` channels; `single`: one pair for all. Shifts cover all of rule N3. */
export function requantization(random: Random, channels: number, bound: number, single: boolean) {
  const pairs = single ? 1 : channels;
  const bias = Int32Array.from({ length: channels }, () => random.edgy(-bound, bound));
  const mult = Int32Array.from({ length: pairs }, () => random.edgy(2 ** 20, 2 ** 21 - 1));
  const shift = Uint8Array.from({ length: pairs }, () =>
    random.integer(0, 3) === 0 ? random.integer(1, 52) : random.integer(24, 40),
  );
  return {
    bias: { shape: [channels], data: bias },
    mult: { shape: [pairs], data: mult },
    shift: { shape: [pairs], data: shift },
  };
}
