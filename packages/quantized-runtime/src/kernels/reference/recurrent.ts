import type { NodeOf } from '../../graph/graph.ts';
import { requantize } from '../../numerics/requantize.ts';
import type { Bind, Layout, Machine, Prepare } from '../kernel.ts';
import { type CellArithmetic, createFloatArithmetic, createIntegerArithmetic } from './recurrent-cells.ts';
import { createFloatOut, createOut, dataOf, operandsOf, UNCLAMPED } from './views.ts';

type Recurrent = NodeOf<'recurrent'>;

/** State of one example. */
interface State {
  readonly h: Float64Array;
  readonly c: Float64Array;
}

/** Sums over one matrix: sums[j] = bias[j] + sum_k v[k] * matrix[k, j]; in binary32 the bias comes last. */
type SumRows = (v: ArrayLike<number>, begin: number, sums: Float64Array, from: number, to: number) => void;

function createSumRows(
  matrix: ArrayLike<number>,
  rows: number,
  columns: number,
  bias: ArrayLike<number> | null,
  { multiply, add }: CellArithmetic,
): SumRows {
  return (v, begin, sums, from, to) => {
    for (let j = from; j < to; j++) {
      let sum = 0;
      for (let k = 0; k < rows; k++) sum = add(sum, multiply(v[begin + k]!, matrix[k * columns + j]!));
      sums[j] = bias === null ? sum : add(sum, bias[j]!);
    }
  };
}

interface Sums {
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/** Advances the state by one step, from the sums over x in `a`. */
type Advance = (state: State, sums: Sums) => void;

function createRnn(units: number, cell: CellArithmetic, sumState: SumRows): Advance {
  return ({ h }, { a, b }) => {
    sumState(h, 0, b, 0, units);
    for (let u = 0; u < units; u++) h[u] = cell.activation(cell.pre(a[u]!, b[u]!, u));
  };
}

function createLstm(units: number, cell: CellArithmetic, sumState: SumRows): Advance {
  return ({ h, c }, { a, b }) => {
    sumState(h, 0, b, 0, 4 * units);
    const pre = (gate: number, u: number): number => {
      const j = gate * units + u;
      return cell.pre(a[j]!, b[j]!, j);
    };
    for (let u = 0; u < units; u++) {
      const input = cell.recurrentActivation(pre(0, u));
      const forget = cell.recurrentActivation(pre(1, u));
      const candidate = cell.activation(pre(2, u));
      const output = cell.recurrentActivation(pre(3, u));
      c[u] = cell.nextCell(forget, c[u]!, input, candidate);
      h[u] = cell.hiddenOf(output, cell.cellActivation(c[u]!));
    }
  };
}

function createGru(node: Recurrent, cell: CellArithmetic, sumState: SumRows): Advance {
  const { units, resetAfter } = node;
  const z = new Float64Array(units);
  const r = new Float64Array(units);
  const scaled = new Float64Array(units);
  return ({ h }, { a, b }) => {
    sumState(h, 0, b, 0, resetAfter ? 3 * units : 2 * units);
    for (let u = 0; u < units; u++) {
      z[u] = cell.recurrentActivation(cell.pre(a[u]!, b[u]!, u));
      r[u] = cell.recurrentActivation(cell.pre(a[units + u]!, b[units + u]!, units + u));
    }
    if (!resetAfter) {
      for (let u = 0; u < units; u++) scaled[u] = cell.resetState(r[u]!, h[u]!);
      sumState(scaled, 0, b, 2 * units, 3 * units);
    }
    for (let u = 0; u < units; u++) {
      const j = 2 * units + u;
      const pre = resetAfter ? cell.preReset(a[j]!, b[j]!, r[u]!, j) : cell.pre(a[j]!, b[j]!, j);
      h[u] = cell.blend(z[u]!, h[u]!, cell.activation(pre));
    }
  };
}

/** Writes states as outputs. `which`: 0 the sequence, 1 the last h, 2 the last c. */
type Write = (which: number, index: number, element: number) => void;

function createWrite(node: Recurrent, layout: Layout, machine: Machine): Write {
  const { outputs, view } = operandsOf(node, layout);
  const writers = outputs.map((output, which) => {
    const y = view(output, machine);
    if (output.value.type === 'f32') return createFloatOut(y, UNCLAMPED);
    const from = which === 2 ? 1 : 0;
    const mult = dataOf(layout, node.params.multOutput!)[from]!;
    const shift = dataOf(layout, node.params.shiftOutput!)[from]!;
    const out = createOut(output);
    return (index: number, element: number): void => {
      y[index] = out(requantize(element, mult, shift));
    };
  });
  return (which, index, element) => writers[which]!(index, element);
}

function createAdvance(node: Recurrent, layout: Layout, inputs: number) {
  const { units } = node;
  const columns = layout.tensor(node.params.kernel).shape[1]!;
  const cell =
    layout.graph.profile === 'f32' ? createFloatArithmetic(node) : createIntegerArithmetic(node, layout);
  const bias = node.params.bias === undefined ? null : dataOf(layout, node.params.bias);
  const second = bias !== null && bias.length === 2 * columns ? bias.subarray(columns) : null;
  const sumInput = createSumRows(dataOf(layout, node.params.kernel), inputs, columns, bias, cell);
  const sumState = createSumRows(dataOf(layout, node.params.recurrent), units, columns, second, cell);
  const advance = {
    rnn: () => createRnn(units, cell, sumState),
    lstm: () => createLstm(units, cell, sumState),
    gru: () => createGru(node, cell, sumState),
  }[node.fn]();
  return { advance, sumInput, columns };
}

/** x (T, I) -> sequence (T, H) in the order of processing, last h (H), last c (H). */
export const recurrent: Prepare<Machine, Recurrent> = (node, layout): Bind<Machine> => {
  const { inputs, input, view } = operandsOf(node, layout);
  const [steps, width] = input.value.shape;
  const { units } = node;
  const { advance, sumInput, columns } = createAdvance(node, layout, width!);
  const sums: Sums = { a: new Float64Array(columns), b: new Float64Array(columns) };
  const state: State = { h: new Float64Array(units), c: new Float64Array(units) };
  return (machine) => {
    const x = view(input, machine);
    const mask = inputs[1] === undefined ? null : view(inputs[1], machine);
    const write = createWrite(node, layout, machine);
    return (batch) => {
      for (let example = 0; example < batch; example++) {
        state.h.fill(0);
        state.c.fill(0);
        for (let step = 0; step < steps!; step++) {
          const t = example * steps! + (node.backwards ? steps! - 1 - step : step);
          const masked = mask !== null && mask[t] === 0;
          if (!masked) {
            sumInput(x, t * width!, sums.a, 0, columns);
            advance(state, sums);
          }
          for (let u = 0; u < units; u++) {
            const shown = masked && node.zeroOutputForMask ? 0 : state.h[u]!;
            write(0, (example * steps! + step) * units + u, shown);
          }
        }
        for (let u = 0; u < units; u++) {
          write(1, example * units + u, state.h[u]!);
          if (node.fn === 'lstm') write(2, example * units + u, state.c[u]!);
        }
      }
    };
  };
};
