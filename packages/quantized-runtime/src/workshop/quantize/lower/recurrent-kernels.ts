import type { Graph, RecurrentNode } from '../../../graph/graph.ts';
import type { RecurrentStatistics } from '../calibrate/simulate-recurrent.ts';
import { toGateMultipliers } from '../math/multiplier.ts';
import type { Bounds } from './bounds.ts';
import type { LoweringContext } from './context.ts';
import { type Curvature, curvatureOf } from './curvature.ts';
import { candidatesFor, quantizeChannels, sum } from './quantize-channels.ts';
import { GATE_SCALE, type InnerScales, STATE, stateScheme } from './recurrent-scales.ts';
import type { Scheme } from './scheme.ts';

/** Names of tensors by role. */
export type Params = Record<string, string>;

/** The two kernels, the bias, and the factors from both sums to each gate's input. */
export function lowerKernels(
  context: LoweringContext,
  node: RecurrentNode,
  statistics: RecurrentStatistics,
  x: Scheme,
  bounds: Bounds,
  inner: InnerScales,
): Params {
  const { kernel, recurrent } = node.params;
  const columns = context.real(kernel).shape.at(-1)!;
  const bias = node.params.bias === undefined ? undefined : context.real(node.params.bias).data;
  const resets = node.fn === 'gru' && node.resetAfter;
  const h = stateScheme(inner.hidden);
  const inputMean = statistics.inputMoments.mean(0);
  const stateMean = node.fn === 'gru' && !resets ? undefined : statistics.stateMoments.mean(0);
  const stateCurvature = curvatureOf(statistics.stateMoments, 0);
  const inputCurvature = curvatureOf(statistics.inputMoments, 0);
  const state = quantizeMatrix(context.graph, recurrent, h, STATE, stateCurvature, stateMean, (j) =>
    resets ? (bias?.[columns + j] ?? 0) : 0,
  );
  // What the state's rounding does to the mean goes into the input's bias where the state has none of its own.
  const input = quantizeMatrix(
    context.graph,
    kernel,
    x,
    bounds,
    inputCurvature,
    inputMean,
    (j) => (bias?.[j] ?? 0) + (resets ? 0 : state.real(j)),
  );
  const biases = new Int32Array(resets ? 2 * columns : columns);
  const name = node.params.bias ?? `${kernel}.bias`;
  for (let j = 0; j < columns; j++) {
    biases[j] = input.channels[j]!.bias - x.zero * sum(input.channels[j]!.weights);
    if (resets) biases[columns + j] = state.channels[j]!.bias;
  }
  return {
    kernel: context.tensor(kernel, context.real(kernel).shape, input.weights),
    recurrent: context.tensor(recurrent, context.real(recurrent).shape, state.weights),
    bias: context.tensor(name, resets ? [2, columns] : [columns], biases),
    ...gateFactors(context, node, { x, h, inner }, input.scales, state.scales),
  };
}

function quantizeMatrix(
  graph: Graph,
  name: string,
  x: Scheme,
  bounds: Bounds,
  curvature: Curvature,
  mean: Float64Array | undefined,
  biasOf: (column: number) => number,
) {
  const { data, shape } = graph.tensors.get(name)!;
  const columns = shape.at(-1)!;
  const rows = data.length / columns;
  const candidates = candidatesFor(rows, columns);
  const own = Array.from({ length: columns }, (_, j) => j);
  const channels = quantizeChannels(
    own.map((j) => Float64Array.from({ length: rows }, (_, r) => data[r * columns + j]!)),
    own.map(biasOf),
    { x, bounds, leastScale: 2 ** -30, curvature, candidates, mean },
  );
  const weights = Int8Array.from(data, (_, i) => channels[i % columns]!.weights[Math.floor(i / columns)]!);
  const scales = channels.map(({ scale }) => scale);
  /** The bias of a column as a real number. */
  const real = (j: number): number => channels[j]!.bias * x.scale * scales[j]!;
  return { channels, weights, scales, real };
}

/** `multInput`, `multState`, `shiftGate` for each column, and for gru `multReset`, `shiftReset` for each unit. */
function gateFactors(
  context: LoweringContext,
  node: RecurrentNode,
  { x, h, inner }: { x: Scheme; h: Scheme; inner: InnerScales },
  inputScales: readonly number[],
  stateScales: readonly number[],
): Params {
  const columns = inputScales.length;
  const [multInput, multState] = [new Int32Array(columns), new Int32Array(columns)];
  const shiftGate = new Uint8Array(columns);
  const resetFactors: number[] = [];
  const candidateGate = { rnn: 0, lstm: 2, gru: 2 }[node.fn];
  for (let j = 0; j < columns; j++) {
    const isCandidate = Math.floor(j / node.units) === candidateGate;
    const step = isCandidate ? inner.candidate : inner.gate;
    let state = (h.scale * stateScales[j]!) / step;
    if (isCandidate && node.fn === 'gru' && node.resetAfter) {
      resetFactors.push((h.scale * stateScales[j]!) / inner.reset);
      state = (GATE_SCALE * inner.reset) / step;
    }
    const { mults, shift } = toGateMultipliers((x.scale * inputScales[j]!) / step, state);
    [multInput[j], multState[j]] = mults;
    shiftGate[j] = shift;
  }
  const name = node.params.kernel;
  return {
    multInput: context.derived(`${name}.multInput`, [columns], multInput),
    multState: context.derived(`${name}.multState`, [columns], multState),
    shiftGate: context.derived(`${name}.shiftGate`, [columns], shiftGate),
    ...(resetFactors.length > 0 ? storePair(context, name, 'Reset', resetFactors) : {}),
  };
}

/** `mult` and `shift` of a role, a pair for each factor. */
export function storePair(
  context: LoweringContext,
  prefix: string,
  role: string,
  factors: readonly number[],
): Params {
  const { mult, shift } = context.multipliers(prefix, factors, role);
  return { [`mult${role}`]: mult, [`shift${role}`]: shift };
}
