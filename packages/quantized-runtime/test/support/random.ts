import { createUniform } from '../../src/workshop/quantize/math/random.ts';

/** A small seeded generator: the same seed gives the same cases everywhere. */
export interface Random {
  /** Uniform in [0, 1). */
  unit(): number;
  /** Uniform integer in [low, high]. */
  integer(low: number, high: number): number;
  /** Mostly uniform, often one of the ends. */
  edgy(low: number, high: number): number;
  pick<T>(list: readonly T[]): T;
}

export function createRandom(seed: number): Random {
  const unit = createUniform(seed);
  const integer = (low: number, high: number): number => low + Math.floor(unit() * (high - low + 1));
  return {
    unit,
    integer,
    edgy(low, high) {
      const kind = integer(0, 15);
      return kind === 0 ? low : kind === 1 ? high : integer(low, high);
    },
    pick: (list) => list[integer(0, list.length - 1)]!,
  };
}
