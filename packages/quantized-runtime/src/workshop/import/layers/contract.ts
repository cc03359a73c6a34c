import { elementCount } from '../../../graph/element-types.ts';
import type { Shape } from '../../../graph/graph.ts';
import { reshape, transpose } from '../build/moving-ops.ts';
import { constant, dense, matmul, reduce } from '../build/ops.ts';
import type { LayerContext } from '../context.ts';
import { type ConstantArray, permuteArray } from './operands.ts';

/** Sums of products over labelled axes: what einsum, matmul, dot and tensordot have in common. */

/** A value of the graph, or a constant array, with a label for each axis; the batch has none. */
export interface Labelled {
  readonly labels: readonly string[];
  readonly from: { readonly value: number } | { readonly array: ConstantArray };
}

/** Reduces and orders the axes of one operand. */
export function contractOne(layer: LayerContext, operand: Labelled, output: readonly string[]): number {
  const { labels, value } = sumAway(layer, operand, output);
  return transpose(
    layer.graph,
    value,
    output.map((label) => labels.indexOf(label)),
  );
}

/** The product of two operands, summed over the labels that `output` does not have. */
export function contractTwo(
  layer: LayerContext,
  first: Labelled,
  second: Labelled,
  output: readonly string[],
): number {
  const kernel = kernelOf(first, second, output);
  if (kernel !== undefined) return denseProduct(layer, kernel.x, kernel.array, kernel.labels, output);
  const g = layer.graph;
  const a = sumAway(layer, first, [...second.labels, ...output]);
  const b = sumAway(layer, second, [...first.labels, ...output]);
  const sizes = sizesOf(layer, [
    { labels: a.labels, shape: g.shape(a.value) },
    { labels: b.labels, shape: g.shape(b.value) },
  ]);
  const both = a.labels.filter((label) => b.labels.includes(label));
  const shared = both.filter((label) => output.includes(label));
  const summed = both.filter((label) => !output.includes(label));
  const rows = a.labels.filter((label) => !both.includes(label));
  const columns = b.labels.filter((label) => !both.includes(label));
  const bring = (operand: Plain, order: readonly string[], shape: Shape): number => {
    const perm = order.map((label) => operand.labels.indexOf(label));
    return reshape(g, transpose(g, operand.value, perm), shape);
  };
  const [lead, m, k, n] = [sizes(shared), count(sizes(rows)), count(sizes(summed)), count(sizes(columns))];
  const left = bring(a, [...shared, ...rows, ...summed], [...lead, m, k]);
  const right = bring(b, [...shared, ...summed, ...columns], [...lead, k, n]);
  return arrange(layer, matmul(g, left, right), [...shared, ...rows, ...columns], sizes, output);
}

interface Plain {
  readonly labels: readonly string[];
  readonly value: number;
}

type SizesOf = (labels: readonly string[]) => number[];

const count = elementCount;

/** Where one operand is a constant whose axes are summed or new, it is the kernel of a dense layer. */
function kernelOf(first: Labelled, second: Labelled, output: readonly string[]) {
  for (const [x, other] of [
    [first, second],
    [second, first],
  ] as const) {
    if (!('array' in other.from) || 'array' in x.from) continue;
    const isShared = (label: string) => x.labels.includes(label) && output.includes(label);
    const isLost = (label: string) => !x.labels.includes(label) && !output.includes(label);
    if (!other.labels.some((label) => isShared(label) || isLost(label))) {
      return { x, array: other.from.array, labels: other.labels };
    }
  }
  return undefined;
}

function denseProduct(
  layer: LayerContext,
  operand: Labelled,
  array: ConstantArray,
  labels: readonly string[],
  output: readonly string[],
): number {
  const g = layer.graph;
  const x = sumAway(layer, operand, [...labels, ...output]);
  const sizes = sizesOf(layer, [
    { labels: x.labels, shape: g.shape(x.value) },
    { labels, shape: array.shape },
  ]);
  const summed = labels.filter((label) => x.labels.includes(label));
  const columns = labels.filter((label) => !summed.includes(label));
  const rows = x.labels.filter((label) => !summed.includes(label));
  const perm = [...rows, ...summed].map((label) => x.labels.indexOf(label));
  const [depth, units] = [count(sizes(summed)), count(sizes(columns))];
  const order = [...summed, ...columns].map((label) => labels.indexOf(label));
  const kernel = layer.addTensor('constant_kernel', [depth, units], permuteArray(array, order).data);
  const flat = reshape(g, transpose(g, x.value, perm), [...sizes(rows), depth]);
  return arrange(layer, dense(g, flat, kernel, units), [...rows, ...columns], sizes, output);
}

/** Splits axes that were joined, and puts them in the order of `output`. */
function arrange(
  layer: LayerContext,
  value: number,
  labels: readonly string[],
  sizes: SizesOf,
  output: readonly string[],
): number {
  const split = reshape(layer.graph, value, sizes(labels));
  return transpose(
    layer.graph,
    split,
    output.map((label) => labels.indexOf(label)),
  );
}

/** Sums over the axes whose labels are not in `kept`. */
function sumAway(layer: LayerContext, { labels, from }: Labelled, kept: readonly string[]): Plain {
  const g = layer.graph;
  if (new Set(labels).size < labels.length) throw layer.refuse('it takes the diagonal of an operand');
  const value =
    'value' in from
      ? from.value
      : constant(g, `${layer.label}/constant_${labels.join('')}`, from.array.shape, from.array.data);
  const axes = labels.flatMap((label, axis) => (kept.includes(label) ? [] : [axis]));
  if (axes.length === 0) return { labels, value };
  return { labels: labels.filter((label) => kept.includes(label)), value: reduce(g, value, 'sum', axes) };
}

/** The sizes of labels. Throws ImportError where two operands disagree. */
function sizesOf(
  layer: LayerContext,
  operands: readonly { readonly labels: readonly string[]; readonly shape: Shape }[],
): SizesOf {
  const sizes = new Map<string, number>();
  for (const { labels, shape } of operands) {
    for (const [axis, label] of labels.entries()) {
      const known = sizes.get(label) ?? shape[axis]!;
      if (known !== shape[axis]) throw layer.refuse(`axes of ${known} and ${shape[axis]} meet in it`);
      sizes.set(label, known);
    }
  }
  return (labels) => labels.map((label) => sizes.get(label)!);
}
