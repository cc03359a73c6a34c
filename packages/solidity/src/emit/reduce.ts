import type { NodeOf } from '@evm-ml/quantized-runtime';
import { elementCount, rowMajorStrides } from '@evm-ml/quantized-runtime';
import { type Emission, type Emit, operandOf, outOf, requantsOf } from '../context.ts';
import { out, requantize } from '../helpers.ts';
import { int, nest, WORD } from '../yul.ts';

type Reduce = NodeOf<'reduce'>;

/** Beyond every number of every type. */
const BEYOND = 2 ** 31;

/** Where the fold starts, what it does with `v`, and what is written. */
interface Fold {
  start(node: Reduce, context: Emission, count: number): string;
  readonly step: string;
  write(node: Reduce, context: Emission): string;
}

const summed: Fold = {
  start: (node, { graph }, count) => int(-operandOf(graph, node.inputs[0]!).zero * count),
  step: 'a := add(a, v)',
  write: (node, context) => {
    const sum = requantize(context, 'a', `${requantsOf(context.graph, node.params)[0]}`);
    return out(context, sum, outOf(operandOf(context.graph, node.outputs[0]!)));
  },
};

const chosen = (start: number, comparison: string): Fold => ({
  start: () => int(start),
  step: `if ${comparison}(v, a) { a := v }`,
  write: () => 'a',
});

const FOLDS: Readonly<Record<Reduce['fn'], Fold>> = {
  sum: summed,
  mean: summed,
  max: chosen(-BEYOND, 'sgt'),
  min: chosen(BEYOND, 'slt'),
};

/** Folds the named axes. */
export const emitReduce: Emit<Reduce> = (node, context) => {
  const { shape } = operandOf(context.graph, node.inputs[0]!);
  const strides = rowMajorStrides(shape);
  const levelsOf = (folded: boolean) =>
    shape.flatMap((count, axis) =>
      node.axes.includes(axis) === folded ? [{ count, steps: [WORD * strides[axis]!] }] : [],
    );
  const inner = levelsOf(true);
  const fold = FOLDS[node.fn];
  const count = elementCount(inner.map((level) => level.count));
  const kept = nest('x', [`${context.at(node.inputs[0]!)}`], levelsOf(false), ([x]) => {
    return `let a := ${fold.start(node, context, count)}
${nest('r', [x!], inner, ([cell]) => `let v := mload(${cell})\n${fold.step}`)}
mstore(y, ${fold.write(node, context)})
y := add(y, ${WORD})`;
  });
  return `let y := ${context.at(node.outputs[0]!)}\n${kept}`;
};
