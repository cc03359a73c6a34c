import { elementCount } from '../../../graph/element-types.ts';
import type { Shape } from '../../../graph/graph.ts';
import { reshape, transpose } from '../build/moving-ops.ts';
import { binary, constantNamed, dense, matmul } from '../build/ops.ts';
import { type LayerContext, type LayerType, single } from '../context.ts';
import { noEffect, reads } from '../settings.ts';
import { activate } from './activations.ts';

/** The labels of an equation, without the batch. `...` is spelled out as labels of its own. */
interface Equation {
  readonly input: readonly string[];
  readonly kernel: readonly string[];
  readonly output: readonly string[];
}

function parseEquation(layer: LayerContext, rank: number): Equation {
  const text = layer.config.string('equation').replace(/\s/g, '');
  const match = /^([A-Za-z.]+),([A-Za-z]+)->([A-Za-z.]+)$/.exec(text);
  if (match === null) throw layer.refuse(`the equation "${text}" is not of the form "ab,bc->ac"`);
  const [, left, kernel, right] = match;
  const named = left!.replace('...', '').length;
  const dots = Array.from({ length: rank + 1 - named }, (_, i) => `.${i}`);
  const spell = (labels: string) =>
    labels.includes('...')
      ? splitAt(labels).flatMap((part, i) => (i === 0 ? part : [...dots, ...part]))
      : [...labels];
  const input = spell(left!);
  const output = spell(right!);
  if (input.length !== rank + 1 || input[0] !== output[0]) {
    throw layer.refuse(`the equation "${text}" does not keep the batch in front`);
  }
  return { input: input.slice(1), kernel: [...kernel!], output: output.slice(1) };
}

function splitAt(labels: string): string[][] {
  return labels.split('...').map((part) => [...part]);
}

/** Projects x as a dense layer whose rows and columns are groups of axes. */
export function einsumDense(layer: LayerContext, x: number): number {
  const g = layer.graph;
  const shape = g.shape(x);
  const equation = parseEquation(layer, shape.length);
  const { input, kernel, output } = equation;
  const kernelShape = layer.weight('kernel').shape;
  const sizes = new Map<string, number>();
  kernel.forEach((label, i) => {
    sizes.set(label, kernelShape[i]!);
  });
  input.forEach((label, i) => {
    const known = sizes.get(label);
    if (known !== undefined && known !== shape[i]) {
      throw layer.refuse(`axis "${label}" is ${shape[i]} in the input and ${known} in the kernel`);
    }
    sizes.set(label, shape[i]!);
  });
  const sizesOf = (labels: readonly string[]): Shape => labels.map((label) => sizes.get(label)!);
  const summed = input.filter((label) => kernel.includes(label) && !output.includes(label));
  const shared = input.filter((label) => kernel.includes(label) && output.includes(label));
  const rows = input.filter((label) => !kernel.includes(label));
  const columns = kernel.filter((label) => !input.includes(label));
  const produced = [...shared, ...rows, ...columns];
  const product =
    shared.length === 0
      ? plainProduct(layer, x, { input, kernel, rows, summed, columns }, sizesOf)
      : sharedProduct(layer, x, { input, kernel, rows, summed, columns }, shared, sizesOf);
  const split = reshape(g, product, sizesOf(produced));
  const y = transpose(
    g,
    split,
    output.map((label) => produced.indexOf(label)),
  );
  return biasIsFolded(layer, columns, shared) ? y : addBias(layer, y, output);
}

interface Labels {
  readonly input: readonly string[];
  readonly kernel: readonly string[];
  readonly rows: readonly string[];
  readonly summed: readonly string[];
  readonly columns: readonly string[];
}

type SizesOf = (labels: readonly string[]) => Shape;

function plainProduct(layer: LayerContext, x: number, labels: Labels, sizesOf: SizesOf): number {
  const g = layer.graph;
  const { input, kernel, rows, summed, columns } = labels;
  const moved = transpose(
    g,
    x,
    [...rows, ...summed].map((label) => input.indexOf(label)),
  );
  const depth = elementCount(sizesOf(summed));
  const units = elementCount(sizesOf(columns));
  const perm = [...summed, ...columns].map((label) => kernel.indexOf(label));
  const name = layer.param('kernel', sizesOf(kernel), perm, [depth, units]);
  const bias = biasIsFolded(layer, columns, [])
    ? layer.param('bias', layer.weight('bias').shape, undefined, [units])
    : undefined;
  return dense(g, reshape(g, moved, [...sizesOf(rows), depth]), name, units, bias);
}

/** Axes that input, kernel and output share need one product for each of their positions. */
function sharedProduct(
  layer: LayerContext,
  x: number,
  labels: Labels,
  shared: readonly string[],
  sizesOf: SizesOf,
): number {
  const g = layer.graph;
  const { input, kernel, rows, summed, columns } = labels;
  const [depth, units] = [elementCount(sizesOf(summed)), elementCount(sizesOf(columns))];
  const moved = transpose(
    g,
    x,
    [...shared, ...rows, ...summed].map((label) => input.indexOf(label)),
  );
  const left = reshape(g, moved, [...sizesOf(shared), elementCount(sizesOf(rows)), depth]);
  const perm = [...shared, ...summed, ...columns].map((label) => kernel.indexOf(label));
  const name = layer.param('kernel', sizesOf(kernel), perm, [...sizesOf(shared), depth, units]);
  return matmul(g, left, constantOf(layer, name));
}

/** A parameter as a value. */
function constantOf(layer: LayerContext, name: string): number {
  const { shape } = layer.graph.tensorNamed(name);
  return constantNamed(layer.graph, name, shape);
}

/** A bias over exactly the new axes, in the kernel's order, belongs to the dense node. */
function biasIsFolded(layer: LayerContext, columns: readonly string[], shared: readonly string[]): boolean {
  if (!layer.has('bias') || shared.length > 0) return false;
  return layer.config.string('bias_axes') === columns.join('');
}

function addBias(layer: LayerContext, y: number, output: readonly string[]): number {
  if (!layer.has('bias')) return y;
  const axes = [...layer.config.string('bias_axes')];
  const shape = layer.graph.shape(y);
  const first = Math.min(...axes.map((label) => output.indexOf(label)));
  const biasShape = output.slice(first).map((label, i) => (axes.includes(label) ? shape[first + i]! : 1));
  const name = layer.param('bias', biasShape);
  return binary(layer.graph, 'add', y, constantOf(layer, name));
}

export const EinsumDense: LayerType = {
  settings: {
    ...reads('equation', 'bias_axes', 'activation'),
    ...noEffect('the shape of its kernel says it', 'output_shape'),
  },
  variables: ({ config }) => [
    { name: 'kernel', trainable: true },
    ...(config.has('bias_axes') ? [{ name: 'bias', trainable: true }] : []),
  ],
  lower: (layer, call) => {
    const { value } = single(layer, call);
    return { value: activate(layer, einsumDense(layer, value), layer.config.get('activation')), mask: null };
  },
};
