import { rowMajorStrides } from '../../graph/broadcast.ts';
import type { NodeOf } from '../../graph/graph.ts';
import { offsetsOf } from '../../graph/offsets.ts';
import type { Bind, Layout, Machine, Prepare } from '../kernel.ts';
import { largerFloat } from './pool.ts';
import { createFloatOut, createOut, createRequantize, operandsOf, UNCLAMPED } from './views.ts';

type Reduce = NodeOf<'reduce'>;

function smallerFloat(least: number, element: number): number {
  return Number.isNaN(least) || least <= element ? least : element;
}

interface Fold {
  readonly start: number;
  fold(sum: number, element: number): number;
}

const FLOAT_FOLDS: Readonly<Record<Reduce['fn'], Fold>> = {
  sum: { start: 0, fold: (sum, element) => Math.fround(sum + element) },
  mean: { start: 0, fold: (sum, element) => Math.fround(sum + element) },
  max: { start: -Infinity, fold: largerFloat },
  min: { start: Infinity, fold: smallerFloat },
};

function createFold(node: Reduce, layout: Layout): Fold {
  const { zero, type } = layout.operand(node.inputs[0]!).value;
  if (type === 'f32' || node.fn === 'max' || node.fn === 'min') return FLOAT_FOLDS[node.fn];
  return { start: 0, fold: (sum, element) => sum + element - zero };
}

function createWrite(node: Reduce, layout: Layout, machine: Machine, count: number) {
  const { output, view } = operandsOf(node, layout);
  const y = view(output, machine);
  if (output.value.type === 'f32') {
    const write = createFloatOut(y, UNCLAMPED);
    return (index: number, sum: number) => write(index, node.fn === 'mean' ? Math.fround(sum / count) : sum);
  }
  if (node.fn === 'max' || node.fn === 'min') {
    return (index: number, element: number) => {
      y[index] = element;
    };
  }
  const requantize = createRequantize(layout, node.params);
  const out = createOut(output);
  return (index: number, sum: number) => {
    y[index] = out(requantize(sum, 0));
  };
}

/** For each input element, the output element that it is folded into. */
function targetsOf(node: Reduce, shape: readonly number[]): Int32Array {
  const kept = shape.map((size, axis) => (node.axes.includes(axis) ? 1 : size));
  const strides = rowMajorStrides(kept).map((stride, axis) => (node.axes.includes(axis) ? 0 : stride));
  return offsetsOf(shape, strides);
}

/** Folds the named axes, elements in row-major order. */
export const reduce: Prepare<Machine, Reduce> = (node, layout): Bind<Machine> => {
  const { input, output, view } = operandsOf(node, layout);
  const targets = targetsOf(node, input.value.shape);
  const { start, fold } = createFold(node, layout);
  const sums = new Float64Array(output.elements);
  return (machine) => {
    const x = view(input, machine);
    const write = createWrite(node, layout, machine, input.elements / output.elements);
    return (batch) => {
      for (let example = 0; example < batch; example++) {
        sums.fill(start);
        for (let i = 0; i < input.elements; i++) {
          sums[targets[i]!] = fold(sums[targets[i]!]!, x[example * input.elements + i]!);
        }
        for (let i = 0; i < output.elements; i++) write(example * output.elements + i, sums[i]!);
      }
    };
  };
};
