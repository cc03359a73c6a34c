import type { ReduceNode } from '../../../graph/graph.ts';
import { alongLast } from '../build/moving-ops.ts';
import { binary, matmul, normalize, reduce, scaleShift, unary } from '../build/ops.ts';
import type { Call, LayerContext, LayerType } from '../context.ts';
import { single } from '../context.ts';
import { reads } from '../settings.ts';
import { DotProductAttention } from './attention-operation.ts';
import { contractOne, contractTwo, type Labelled } from './contract.ts';
import { arraysOf, axesOf, axisOf, type ConstantArray, toNumbers, unmasked } from './operands.ts';
import { operation, operationOn } from './operation.ts';

/** Functions of keras.ops that multiply tensors, and norms of them. The batch stays in front and is never summed over. */

/** What a product is called with: ranks count the batch of a value. */
type Factor =
  | { readonly value: number; readonly rank: number }
  | { readonly array: ConstantArray; readonly rank: number };

function factorsOf(layer: LayerContext, call: Call): Factor[] {
  return arraysOf(layer, call).map((operand) =>
    'array' in operand
      ? { array: operand.array, rank: operand.array.shape.length }
      : { value: toNumbers(layer, operand.value), rank: layer.graph.shape(operand.value).length + 1 },
  );
}

/** Computes an equation whose labels name the batch, too. Throws ImportError where examples would meet. */
function evaluate(
  layer: LayerContext,
  factors: readonly Factor[],
  labels: readonly (readonly string[])[],
  output: readonly string[],
): number {
  const fronts = new Set(factors.flatMap((factor, i) => ('value' in factor ? [labels[i]![0]] : [])));
  const [batch] = fronts;
  const inside = (list: readonly string[]): readonly string[] => list.slice(1);
  const isOnce = (list: readonly string[]): boolean => list.indexOf(batch!) === list.lastIndexOf(batch!);
  const isApart =
    fronts.size === 1 &&
    output[0] === batch &&
    isOnce(output) &&
    factors.every((factor, i) => ('value' in factor ? isOnce(labels[i]!) : !labels[i]!.includes(batch!)));
  if (!isApart) throw layer.refuse('examples of the batch would meet in it');
  const isNew = output.find((label) => !labels.some((list) => list.includes(label)));
  if (isNew !== undefined || new Set(output).size < output.length) {
    throw layer.refuse('what it gives has an axis twice, or one that no operand has');
  }
  const operands = factors.map(
    (factor, i): Labelled =>
      'value' in factor
        ? { labels: inside(labels[i]!), from: { value: factor.value } }
        : { labels: labels[i]!, from: { array: factor.array } },
  );
  const [first, ...others] = operands;
  const last = others.pop();
  if (last === undefined) return contractOne(layer, first!, inside(output));
  const whole = others.reduce((product, operand, i) => {
    const needed = new Set([...[...others.slice(i + 1), last].flatMap(({ labels: own }) => own), ...output]);
    const kept = [...new Set([...product.labels, ...operand.labels])].filter((label) => needed.has(label));
    return { labels: kept, from: { value: contractTwo(layer, product, operand, kept) } };
  }, first!);
  return contractTwo(layer, whole, last, inside(output));
}

const Einsum = operationOn(reads('subscripts'), (layer, call) => {
  const text = layer.config.string('subscripts').replace(/\s/g, '');
  const factors = factorsOf(layer, call);
  const match = /^([A-Za-z.,]+)->([A-Za-z.]*)$/.exec(text);
  const parts = match === null ? [] : match[1]!.split(',');
  if (match === null || parts.length !== factors.length) {
    throw layer.refuse(
      `the equation "${text}" is not of the form "abc,bcd->abd" with a part for each operand`,
    );
  }
  const spelled = parts.map((part, i) => spell(layer, part, factors[i]!.rank));
  const widest = Math.max(
    0,
    ...spelled.map((labels) => labels.filter((label) => label.startsWith('.')).length),
  );
  return unmasked(evaluate(layer, factors, spelled, spell(layer, match[2]!, null, widest)));
});

/** The labels of one part of an equation; those behind `...` are counted from the right, as numpy broadcasts. */
function spell(layer: LayerContext, part: string, rank: number | null, dots?: number): string[] {
  const [before, after, ...others] = part.split('...');
  const named = part.replace('...', '').length;
  const hidden = dots ?? rank! - named;
  const isWhole = rank === null || (after === undefined ? named === rank : hidden >= 0);
  if (others.length > 0 || part.replace('...', '').includes('.') || !isWhole) {
    throw layer.refuse(`"${part}" of its equation does not fit what it is called with`);
  }
  const ellipsis = Array.from({ length: hidden }, (_, i) => `.${hidden - i}`);
  return after === undefined ? [...before!] : [...before!, ...ellipsis, ...after];
}

const letters = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => prefix + i);

/** Sums over `count` pairs of axes: the last of the first operand, from `axis` on in the second. */
function productOver(
  layer: LayerContext,
  [a, b]: readonly Factor[],
  axes: (rank: number) => readonly (readonly [number, number])[],
) {
  if (a === undefined || b === undefined) throw layer.refuse('it needs two arguments');
  const [left, right] = [letters('a', a.rank), letters('b', b.rank)];
  for (const [i, j] of axes(b.rank)) {
    const [from, to] = [i < 0 ? i + a.rank : i, j < 0 ? j + b.rank : j];
    if (left[from] === undefined || right[to] === undefined)
      throw layer.refuse('it sums over an axis that is not there');
    right[to] = left[from];
  }
  const output = [...left, ...right].filter((label, _, all) => all.indexOf(label) === all.lastIndexOf(label));
  return evaluate(layer, [a, b], [left, right], output);
}

const Dot = operationOn({}, (layer, call) =>
  unmasked(productOver(layer, factorsOf(layer, call), (rank) => [[-1, rank === 1 ? 0 : -2]])),
);

const Tensordot = operationOn(reads('axes'), (layer, call) => {
  const axes = layer.config.get('axes') ?? 2;
  const pairs = (): [number, number][] => {
    if (Number.isSafeInteger(axes)) {
      const count = Number(axes);
      return Array.from({ length: count }, (_, i) => [i - count, i]);
    }
    const [left, right] = (Array.isArray(axes) ? axes : []).map((list: unknown) =>
      Array.isArray(list) ? list : [list],
    );
    return (left ?? []).map((axis, i) => [Number(axis), Number(right?.[i])]);
  };
  return unmasked(productOver(layer, factorsOf(layer, call), pairs));
});

/** Over the last two axes; the others broadcast. */
const Matmul = operationOn({}, (layer, call) => {
  const [a, b] = factorsOf(layer, call);
  if (a === undefined || b === undefined) throw layer.refuse('it needs two arguments');
  if ('value' in a && 'value' in b && a.rank > 2 && b.rank > 2) {
    return unmasked(matmul(layer.graph, a.value, b.value));
  }
  const dots = (rank: number, core: number) =>
    Array.from({ length: Math.max(rank - core, 0) }, (_, i) => `.${rank - core - i}`);
  const left = [...dots(a.rank, 2), ...(a.rank > 1 ? ['m'] : []), 'k'];
  const right = [...dots(b.rank, 2), 'k', ...(b.rank > 1 ? ['n'] : [])];
  const lead = dots(Math.max(a.rank, b.rank), 2);
  const output = [...lead, ...(a.rank > 1 ? ['m'] : []), ...(b.rank > 1 ? ['n'] : [])];
  return unmasked(evaluate(layer, [a, b], [left, right], output));
});

/** Norms of vectors that reduce magnitudes. Python's JSON spells infinity out. */
const NORMS: ReadonlyMap<unknown, ReduceNode['fn']> = new Map<unknown, ReduceNode['fn']>([
  [1, 'sum'],
  ['Infinity', 'max'],
  ['-Infinity', 'min'],
]);

/** Square root of the sum of squares, sum of magnitudes, or largest magnitude. */
const Norm = operation(reads('ord', 'axis', 'keepdims'), (layer, call) => {
  const { graph: g, config } = layer;
  const { value } = single(layer, call);
  const axes = axesOf(layer, value);
  const keep = config.bool('keepdims', false);
  const order = config.get('ord') ?? (axes.length > 1 ? 'fro' : 2);
  if (order === 'fro' || (order === 2 && axes.length === 1)) {
    return unmasked(unary(g, reduce(g, unary(g, value, 'square'), 'sum', axes, keep), 'sqrt'));
  }
  if (axes.length > 1) throw layer.refuse(`the norm ${JSON.stringify(order)} of matrices has no translation`);
  const fn = NORMS.get(order);
  if (fn === undefined) throw layer.refuse(`the norm ${JSON.stringify(order)} has no translation`);
  return unmasked(reduce(g, unary(g, value, 'abs'), fn, axes, keep));
});

/** Divided by its length along one axis, or by the sum of its magnitudes. */
const Normalize = operation(reads('axis', 'order', 'epsilon'), (layer, call) => {
  const { graph: g, config } = layer;
  const { value } = single(layer, call);
  const axis = axisOf(layer, value);
  const least = config.number('epsilon', 1e-7);
  const order = config.int('order', 2);
  if (order === 2) return unmasked(alongLast(g, value, axis, (x) => normalize(g, x, 'unit', least * least)));
  if (order !== 1) throw layer.refuse(`the norm ${order} has no translation`);
  const sum = reduce(g, unary(g, value, 'abs'), 'sum', [axis], true);
  return unmasked(binary(g, 'div', value, scaleShift(g, sum, 1, 0, { min: least, max: null })));
});

export const LINEAR_OPERATIONS: Readonly<Record<string, LayerType>> = {
  Einsum,
  Dot,
  Tensordot,
  Matmul,
  Norm,
  Normalize,
  DotProductAttention,
};
