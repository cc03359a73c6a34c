import type { Graph } from '../../../graph/graph.ts';

/** Examples that ranges and weights come from, and others that say what it is worth. One array a port in each. */
export interface Split {
  readonly calibrating: readonly Float32Array[];
  /** Undefined where there are too few to do without any. */
  readonly heldBack: readonly Float32Array[] | undefined;
}

/** A quarter is held back, as long as it is neither too few to say anything nor more than are needed. */
const SHARE = 1 / 4;
const HELD_BACK = { least: 16, most: 128 };

/** Holds back examples from all over `samples`, which have `examples` for each port. */
export function holdBack(graph: Graph, samples: readonly Float32Array[], examples: number): Split {
  const count = Math.min(Math.floor(examples * SHARE), HELD_BACK.most);
  if (count < HELD_BACK.least) return { calibrating: samples, heldBack: undefined };
  // The last of each of `count` equal parts: data that come in order lose nothing as a whole.
  const isHeldBack = (example: number): boolean =>
    Math.floor(((example + 1) * count) / examples) > Math.floor((example * count) / examples);
  const pick = (held: boolean): Float32Array[] =>
    graph.inputs.map((_, index) => {
      const data = samples[index]!;
      const size = data.length / examples;
      return data.filter((_number, i) => isHeldBack(Math.floor(i / size)) === held);
    });
  return { calibrating: pick(false), heldBack: pick(true) };
}
