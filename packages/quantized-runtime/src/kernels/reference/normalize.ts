import type { NodeOf } from '../../graph/graph.ts';
import { integerSqrt } from '../../numerics/integer-sqrt.ts';
import { floorDivide } from '../../numerics/rational.ts';
import { requantizeWide } from '../../numerics/requantize.ts';
import type { Bind, Layout, Machine, Prepare } from '../kernel.ts';
import { createFloatOut, createOut, dataOf, operandsOf } from './views.ts';

type Normalize = NodeOf<'normalize'>;

const LARGEST_SQUARE = 2n ** 62n;

/** Sum and sum of squares of one row, less the zero point. Exact: n < 2^15, squares < 2^32. */
interface Moments {
  readonly sum: number;
  readonly squares: number;
}

function momentsOf(x: ArrayLike<number>, begin: number, length: number, zero: number): Moments {
  let sum = 0;
  let squares = 0;
  for (let i = begin; i < begin + length; i++) {
    const centred = x[i]! - zero;
    sum += centred;
    squares += centred * centred;
  }
  return { sum, squares };
}

/** Q of spec/operators.md: n^2 times the variance or the mean square, or the plain sum of squares. */
function spreadOf(fn: Normalize['fn'], n: bigint, { sum, squares }: Moments): bigint {
  if (fn === 'unit') return BigInt(squares);
  const total = n * BigInt(squares);
  return fn === 'rms' ? total : total - BigInt(sum) * BigInt(sum);
}

/** floor(e * n^2 * 2^-t). */
function epsilonOf(node: Normalize, layout: Layout, n: bigint): bigint {
  if (node.params.epsilon === undefined) return 0n;
  const [e, t] = dataOf(layout, node.params.epsilon);
  const scaled = BigInt(e!) * n * n;
  return t! >= 0 ? scaled >> BigInt(t!) : scaled << BigInt(-t!);
}

/** The root of the spread and the power of two that gives it 31 digits. */
function rootOf(spread: bigint): { readonly root: bigint; readonly shift: bigint } {
  const v = spread === 0n ? 1n : spread;
  let shift = 0n;
  while (v << (2n * (shift + 1n)) < LARGEST_SQUARE) shift++;
  return { root: integerSqrt(v << (2n * shift)), shift };
}

function normalizeInteger(node: Normalize, layout: Layout): Bind<Machine> {
  const { input, output, view } = operandsOf(node, layout);
  const length = input.value.shape.at(-1)!;
  const { zero } = input.value;
  const gamma = node.params.gamma === undefined ? null : dataOf(layout, node.params.gamma);
  const beta = node.params.beta === undefined ? null : dataOf(layout, node.params.beta);
  const [mult] = dataOf(layout, node.params.mult!);
  const [shift] = dataOf(layout, node.params.shift!);
  const n = BigInt(length);
  const epsilon = epsilonOf(node, layout, n);
  const out = createOut(output);
  return (machine) => {
    const x = view(input, machine);
    const y = view(output, machine);
    return (batch) => {
      for (let begin = 0; begin < batch * input.elements; begin += length) {
        const moments = momentsOf(x, begin, length, zero);
        const { root, shift: digits } = rootOf(spreadOf(node.fn, n, moments) + epsilon);
        const factor = node.fn === 'unit' ? 1 : length;
        const centre = node.fn === 'layer' ? moments.sum : 0;
        for (let c = 0; c < length; c++) {
          const d = BigInt((x[begin + c]! - zero) * factor - centre);
          // The normalized value in units of 2^-15.
          const u = Number(floorDivide((d << (digits + 15n)) + root / 2n, root));
          const acc = u * (gamma?.[c] ?? 1) + (beta?.[c] ?? 0);
          y[begin + c] = out(requantizeWide(acc, mult!, shift!));
        }
      }
    };
  };
}

/** Sum of `term(i)` in binary32, i ascending. */
function sumFloat(length: number, term: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum = Math.fround(sum + term(i));
  return sum;
}

function normalizeFloat(node: Normalize, layout: Layout): Bind<Machine> {
  const { input, output, view } = operandsOf(node, layout);
  const length = input.value.shape.at(-1)!;
  const gamma = node.params.gamma === undefined ? null : dataOf(layout, node.params.gamma);
  const beta = node.params.beta === undefined ? null : dataOf(layout, node.params.beta);
  const epsilon = Math.fround(node.epsilon);
  return (machine) => {
    const x = view(input, machine);
    const write = createFloatOut(view(output, machine), node);
    return (batch) => {
      for (let begin = 0; begin < batch * input.elements; begin += length) {
        const sum = node.fn === 'layer' ? sumFloat(length, (i) => x[begin + i]!) : 0;
        const mean = Math.fround(sum / length);
        const centred = (i: number): number =>
          node.fn === 'layer' ? Math.fround(x[begin + i]! - mean) : x[begin + i]!;
        const squares = sumFloat(length, (i) => Math.fround(centred(i) * centred(i)));
        const spread =
          node.fn === 'unit'
            ? Math.max(squares, epsilon)
            : Math.fround(Math.fround(squares / length) + epsilon);
        const root = Math.fround(Math.sqrt(spread));
        for (let c = 0; c < length; c++) {
          const normalized = Math.fround(centred(c) / root);
          const scaled = gamma === null ? normalized : Math.fround(normalized * gamma[c]!);
          write(begin + c, beta === null ? scaled : Math.fround(scaled + beta[c]!));
        }
      }
    };
  };
}

/** Over the last axis: layer, root-mean-square or unit norm, then gamma and beta. */
export const normalize: Prepare<Machine, Normalize> = (node, layout) =>
  layout.graph.profile === 'f32' ? normalizeFloat(node, layout) : normalizeInteger(node, layout);
