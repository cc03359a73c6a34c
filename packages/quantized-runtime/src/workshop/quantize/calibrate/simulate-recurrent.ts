import type { Graph, RecurrentNode, TensorData } from '../../../graph/graph.ts';
import { functionNamed } from '../../../numerics/functions.ts';
import { Moments } from './moments.ts';

/** What went on inside a recurrent layer: largest magnitudes, and the moments of its two inputs. */
export class RecurrentStatistics {
  /** Before the gates' activation, before the state's activation, and after it. */
  gate = 0;
  candidate = 0;
  activated = 0;
  cell = 0;
  hidden = 0;
  /** gru with resetAfter: the state's sum before the reset gate. */
  reset = 0;
  readonly inputMoments: Moments;
  readonly stateMoments: Moments;

  constructor(inputs: number, units: number) {
    this.inputMoments = new Moments(1, inputs);
    this.stateMoments = new Moments(1, units);
  }
}

/** Runs one example x [T, I] through the layer in binary64, as Keras defines it, and adds to `statistics`. */
export function simulateRecurrent(
  graph: Graph,
  node: RecurrentNode,
  x: TensorData,
  mask: TensorData | undefined,
  statistics: RecurrentStatistics,
): void {
  const kernel = graph.tensors.get(node.params.kernel)!;
  const inputs = kernel.shape[0]!;
  const steps = x.length / inputs;
  const run = STEPS[node.fn](graph, node, statistics);
  const row = new Float64Array(inputs);
  for (let step = 0; step < steps; step++) {
    const at = node.backwards ? steps - 1 - step : step;
    if (mask && mask[at] === 0) continue;
    row.set(x.subarray(at * inputs, (at + 1) * inputs));
    statistics.inputMoments.add(0, row);
    run(row);
  }
}

type Step = (row: Float64Array) => void;
type CreateStep = (graph: Graph, node: RecurrentNode, statistics: RecurrentStatistics) => Step;

const STEPS: Readonly<Record<RecurrentNode['fn'], CreateStep>> = {
  rnn: (graph, node, statistics) => {
    const { inputSums, stateSums } = createSums(graph, node);
    const act = functionNamed(node.activation);
    const h = new Float64Array(node.units);
    return (row) => {
      statistics.stateMoments.add(0, h);
      const [a, b] = [inputSums(row), stateSums(h)];
      for (let j = 0; j < h.length; j++) {
        const pre = a[j]! + b[j]!;
        statistics.candidate = widest(statistics.candidate, pre);
        h[j] = act(pre);
        statistics.activated = widest(statistics.activated, h[j]!);
        statistics.hidden = widest(statistics.hidden, h[j]!);
      }
    };
  },
  lstm: (graph, node, statistics) => {
    const { inputSums, stateSums } = createSums(graph, node);
    const [act, rec] = [functionNamed(node.activation), functionNamed(node.recurrentActivation)];
    const { units } = node;
    const [h, c] = [new Float64Array(units), new Float64Array(units)];
    return (row) => {
      statistics.stateMoments.add(0, h);
      const [a, b] = [inputSums(row), stateSums(h)];
      const pre = (gate: number, j: number): number => a[gate * units + j]! + b[gate * units + j]!;
      for (let j = 0; j < units; j++) {
        for (const gate of [0, 1, 3]) statistics.gate = widest(statistics.gate, pre(gate, j));
        statistics.candidate = widest(statistics.candidate, pre(2, j));
        const g = act(pre(2, j));
        c[j] = rec(pre(1, j)) * c[j]! + rec(pre(0, j)) * g;
        const t = act(c[j]!);
        h[j] = rec(pre(3, j)) * t;
        statistics.activated = widest(widest(statistics.activated, g), t);
        statistics.cell = widest(statistics.cell, c[j]!);
        statistics.hidden = widest(statistics.hidden, h[j]!);
      }
    };
  },
  gru: (graph, node, statistics) => {
    const { inputSums, stateSums } = createSums(graph, node);
    const [act, rec] = [functionNamed(node.activation), functionNamed(node.recurrentActivation)];
    const { units } = node;
    const [h, reset, update] = [0, 1, 2].map(() => new Float64Array(units)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    return (row) => {
      statistics.stateMoments.add(0, h);
      const [a, b] = [inputSums(row), stateSums(h)];
      const gate = (which: number, j: number): number => {
        const pre = a[which * units + j]! + b[which * units + j]!;
        statistics.gate = widest(statistics.gate, pre);
        return rec(pre);
      };
      for (let j = 0; j < units; j++) {
        update[j] = gate(0, j);
        reset[j] = gate(1, j);
      }
      const states = node.resetAfter ? b : stateSums(h.map((value, j) => reset[j]! * value));
      const before = h.slice();
      for (let j = 0; j < units; j++) {
        const z = update[j]!;
        const state = states[2 * units + j]!;
        statistics.reset = widest(statistics.reset, state);
        const pre = a[2 * units + j]! + (node.resetAfter ? reset[j]! * state : state);
        const g = act(pre);
        h[j] = z * before[j]! + (1 - z) * g;
        statistics.candidate = widest(statistics.candidate, pre);
        statistics.activated = widest(statistics.activated, g);
        statistics.hidden = widest(statistics.hidden, h[j]!);
      }
    };
  },
};

/** Row times kernel plus bias, for the input and for the state. */
function createSums(graph: Graph, node: RecurrentNode) {
  const kernel = graph.tensors.get(node.params.kernel)!.data;
  const recurrent = graph.tensors.get(node.params.recurrent)!.data;
  const bias = node.params.bias === undefined ? undefined : graph.tensors.get(node.params.bias)!.data;
  const columns = recurrent.length / node.units;
  const times = (matrix: ArrayLike<number>, offset: number | null) => {
    const sums = new Float64Array(columns);
    return (row: Float64Array): Float64Array => {
      for (let j = 0; j < columns; j++) sums[j] = offset === null ? 0 : (bias?.[offset + j] ?? 0);
      for (let i = 0; i < row.length; i++) {
        const value = row[i]!;
        if (value === 0) continue;
        for (let j = 0; j < columns; j++) sums[j]! += value * matrix[i * columns + j]!;
      }
      return sums;
    };
  };
  const both = node.fn === 'gru' && node.resetAfter;
  return { inputSums: times(kernel, 0), stateSums: times(recurrent, both ? columns : null) };
}

function widest(known: number, value: number): number {
  return Math.max(known, Math.abs(value));
}
