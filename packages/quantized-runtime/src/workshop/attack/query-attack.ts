import { createUniform } from '../quantize/math/random.ts';
import type { Arena, Attempt, Target } from './attempt.ts';
import { confine } from './bounds.ts';
import { shrink } from './shrink.ts';

export interface QueryOptions {
  /** Questions that may be asked about one sample, all together. */
  readonly queries: number;
  /** Of one example: positions along all axes but the last, and numbers at each. */
  readonly shape: readonly number[];
}

/** Questions kept for bringing what fooled the model nearer to its sample: so many, or a quarter where all are few. */
const HALVINGS = 12;
const KEPT_BACK = 0.25;
/** Share of the positions that the first block takes; it is halved ten times over all questions. */
const FIRST_BLOCK = 0.5;
const BLOCK_HALVINGS = 10;

/**
 * Random search over blocks at the edge of the bounds (the square attack of M. Andriushchenko et al., 2020), by what an
 * outsider sees with `eth_call`: the answers of the integers, one question after another, each counted.
 */
export function queryAttack(targets: readonly Target[], arena: Arena, options: QueryOptions): Attempt[] {
  return targets.map((target, i) => {
    const attempt = search(target, arena, options);
    arena.onProgress?.(i + 1, targets.length);
    return attempt;
  });
}

function search({ sample, index, kept }: Target, arena: Arena, options: QueryOptions): Attempt {
  const { decider, bounds, seed } = arena;
  const budget = options.queries - Math.min(HALVINGS, Math.floor(KEPT_BACK * options.queries));
  const uniform = createUniform(seed + 7919 * index);
  const drawBlock = createBlocks(options.shape, uniform);
  let best = sample;
  let lead = Number.POSITIVE_INFINITY;
  for (let queries = 1; queries <= budget; queries++) {
    // The first question is of a block that takes everything.
    const share = queries === 1 ? 1 : FIRST_BLOCK * 0.5 ** Math.floor((BLOCK_HALVINGS * queries) / budget);
    const candidate = Float64Array.from(best);
    for (const { feature, sign } of drawBlock(share)) {
      candidate[feature] = sample[feature]! + sign * bounds.change[feature]!;
    }
    confine(candidate, sample, bounds);
    const outputs = decider.ask(candidate, 1);
    if (decider.classOf(outputs) !== kept) {
      const halvings = Math.min(HALVINGS, options.queries - queries);
      return {
        fooling: shrink(decider, sample, candidate, kept, halvings),
        queries: queries + halvings,
      };
    }
    // Equal answers are taken too: rounding makes plateaus, and standing still leaves none.
    const reached = decider.lead(outputs, kept);
    if (reached <= lead) [best, lead] = [candidate, reached];
  }
  return { fooling: null, queries: budget };
}

interface Move {
  readonly feature: number;
  readonly sign: 1 | -1;
}

/**
 * Blocks of neighbours: a window along all axes but the last, one sign for each number at a position. Features without
 * neighbours (one axis) are drawn one by one, each with its sign.
 */
function createBlocks(shape: readonly number[], uniform: () => number): (share: number) => Move[] {
  const sign = () => (uniform() < 0.5 ? -1 : 1);
  const size = shape.reduce((product, length) => product * length, 1);
  if (shape.length < 2) {
    return (share) => {
      const drawn = Array.from({ length: size }, (_, feature) => feature).filter(() => uniform() < share);
      if (drawn.length === 0) drawn.push(Math.floor(uniform() * size));
      return drawn.map((feature) => ({ feature, sign: sign() }));
    };
  }
  const spatial = shape.slice(0, -1);
  const channels = shape.at(-1)!;
  return (share) => {
    const side = share ** (1 / spatial.length);
    const windows = spatial.map((length) => {
      const width = Math.max(1, Math.round(side * length));
      return { from: Math.floor(uniform() * (length - width + 1)), width };
    });
    const signs = Array.from({ length: channels }, sign);
    // Small blocks leave some of the numbers at a position as they are.
    const touched = signs.map(() => share > 0.1 || uniform() < 0.5);
    const positions = windows.reduce<readonly number[]>(
      (so, { from, width }, axis) =>
        so.flatMap((position) => {
          return Array.from({ length: width }, (_, i) => position * spatial[axis]! + from + i);
        }),
      [0],
    );
    return positions.flatMap((position) =>
      signs.flatMap((one, channel) =>
        touched[channel] ? [{ feature: position * channels + channel, sign: one as 1 | -1 }] : [],
      ),
    );
  };
}
