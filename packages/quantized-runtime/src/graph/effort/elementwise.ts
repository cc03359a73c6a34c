import { elementCount } from '../element-types.ts';
import type { Node, NodeOf, Shape } from '../graph.ts';
import { lanes, type Measure, NO_EFFORT, vectorElements } from './effort.ts';

/** Operators on single elements and on rows of them. */

/** Elements at the end of `target` along which `shape` is one run: all of it, or a single number. */
function commonRun(shape: Shape, target: Shape): number {
  let run = 1;
  for (let axis = 1; axis <= target.length; axis++) {
    const own = shape.at(-axis) ?? 1;
    const size = target.at(-axis)!;
    if (own !== size && shape.length >= axis) break;
    if (own !== size) break;
    run *= size;
  }
  return run;
}

/** Runs of a broadcast: how often one of the inputs has to be looked up anew. */
function broadcastRuns(inputs: readonly Shape[], output: Shape): number {
  const run = Math.min(...inputs.map((shape) => commonRun(shape, output)));
  return elementCount(output) / run;
}

export const broadcast: Measure<Node> = (_, { inputs, outputs: [output] }) => ({
  ...NO_EFFORT,
  writes: elementCount(output!),
  runs: broadcastRuns(inputs, output!),
});

/** Constants of each channel or of each element; broadcast in any other way, each element looks its own up. */
export const affine: Measure<NodeOf<'affine'>> = (node, { outputs: [output], param }) => {
  const elements = elementCount(output!);
  const width = output!.at(-1) ?? 1;
  const constants = node.params.bias === undefined ? ['kernel'] : ['kernel', 'bias'];
  const isEasy = constants.map(param).every((shape) => {
    const count = elementCount(shape);
    return count === 1 || count === elements || (count === width && shape.at(-1) === width);
  });
  // Few channels are repeated until vectors are full.
  return { ...NO_EFFORT, writes: elements, runs: isEasy ? 0 : elements };
};

export const channels: Measure<Node> = (_, { outputs: [output] }) => ({
  ...NO_EFFORT,
  writes: vectorElements(output!),
  runs: elementCount(output!) / (output!.at(-1) ?? 1),
});

export const pointwise: Measure<Node> = (_, { outputs: [output] }) => ({
  ...NO_EFFORT,
  writes: elementCount(output!),
});

/** Rows of the last axis, each with its own sum. */
export const rows: Measure<Node> = (_, { inputs: [input] }) => ({
  ...NO_EFFORT,
  writes: elementCount(input!),
  runs: elementCount(input!) / (input!.at(-1) ?? 1),
});

/** Every element is read once, side by side where the last axis stays; every output is written once. */
export const reduce: Measure<NodeOf<'reduce'>> = (node, { inputs: [input], outputs: [output] }) => {
  const last = input!.length - 1;
  const alongLast = node.axes.includes(last);
  const width = input!.at(-1) ?? 1;
  return {
    products: alongLast ? 0 : (elementCount(input!) / width) * lanes(width),
    writes: elementCount(output!),
    reads: alongLast ? elementCount(input!) : 0,
    runs: elementCount(input!) / width,
  };
};

export const compare: Measure<NodeOf<'compare'>> = (_, { inputs: [input], outputs: [output] }) => ({
  ...NO_EFFORT,
  products: elementCount(input!),
  writes: elementCount(output!),
});
