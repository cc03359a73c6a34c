/** A stream of reproducible numbers in [0, 1): the generator "mulberry32", integer arithmetic only. */
export function createUniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Nearly normal numbers (mean 0, variance 1, within ±6): sums of twelve uniform ones, basic operations only. */
export function createNormal(seed: number): () => number {
  const uniform = createUniform(seed);
  return () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += uniform();
    return sum;
  };
}
