import type { Graph, RecurrentNode, UnaryFn } from '../../../graph/graph.ts';
import { functionNamed } from '../../../numerics/functions.ts';
import type { RecurrentStatistics } from '../calibrate/simulate-recurrent.ts';
import { toGateMultipliers, toMultiplier, toSharedMultipliers } from '../math/multiplier.ts';
import { DOMAINS, IMAGES } from '../math/unary-limits.ts';
import { QuantizeError } from '../quantize-error.ts';
import type { Bounds } from './bounds.ts';
import type { LoweringContext } from './context.ts';
import { type Curvature, curvatureOf } from './curvature.ts';
import { knotTable } from './lower-unary.ts';
import { candidatesFor, quantizeChannels, sum } from './quantize-channels.ts';
import type { Scheme } from './scheme.ts';

const STATE: Bounds = { low: -32767, high: 32767 };
/** Gates of sigmoid kind, and the reset state, come in steps of 2^-15. */
const GATE_SCALE = 1 / 32768;
/** How far inner ranges reach beyond what the samples showed. */
const HEADROOM = 1.5;

/** The steps of everything that lives inside the layer. */
interface InnerScales {
  readonly gate: number;
  readonly candidate: number;
  readonly activated: number;
  readonly cell: number;
  readonly hidden: number;
  readonly reset: number;
}

type Params = Record<string, string>;

/** rnn, lstm, gru: two int8 kernels, gates by table, int16 state (spec/operators.md, Recurrent). */
export function lowerRecurrent(context: LoweringContext, node: RecurrentNode): void {
  const { graph, calibration } = context;
  const statistics = calibration.recurrents.get(graph.nodes.indexOf(node));
  if (!statistics) throw new Error(`layer ${node.layer} was not observed`);
  const x = context.scheme(node.inputs[0]!);
  const input = context.inputWithin(node.inputs[0]!, x, node.layer);
  const inner = innerScales(node, statistics);
  const sums = lowerKernels(context, node, statistics, x, context.bounds(input), inner);
  const prefix = node.params.kernel;
  const table = (role: string, fn: RecurrentNode['activation'], from: number, to: number): string =>
    context.tensor(`${prefix}.${role}`, [1025], knotTable(functionNamed(fn), from, stateScheme(to)));
  const pair = (role: string, factors: readonly number[]): Params =>
    storePair(context, prefix, role, factors);
  const shared = (role: string, a: number, b: number): Params => {
    const { mults, shift } = toSharedMultipliers(a, b);
    return {
      [`mult${role}`]: context.tensor(`${prefix}.mult${role}`, [2], Int32Array.from(mults)),
      [`shift${role}`]: context.tensor(`${prefix}.shift${role}`, [1], Uint8Array.of(shift)),
    };
  };
  const out = node.outputs.map((value) => context.scheme(value).scale);
  const states =
    node.fn === 'lstm' ? [inner.hidden / out[0]!, inner.cell / out[2]!] : [inner.hidden / out[0]!];
  const params: Params = {
    ...sums,
    activationTable: table('activationTable', node.activation, inner.candidate, inner.activated),
    ...pair('Output', states),
  };
  if (node.fn !== 'rnn') {
    const rec = node.recurrentActivation;
    params['recurrentTable'] = table('recurrentTable', rec, inner.gate, GATE_SCALE);
  }
  if (node.fn === 'lstm') {
    params['cellTable'] = table('cellTable', node.activation, inner.cell, inner.activated);
    const written = (GATE_SCALE * inner.activated) / inner.cell;
    Object.assign(params, shared('Cell', GATE_SCALE, written));
    Object.assign(params, pair('Hidden', [(GATE_SCALE * inner.activated) / inner.hidden]));
  }
  if (node.fn === 'gru') {
    const written = (GATE_SCALE * inner.activated) / inner.hidden;
    Object.assign(params, shared('Hidden', GATE_SCALE, written));
  }
  const inputs = [input, ...node.inputs.slice(1).map((value) => context.input(value))];
  const outputs = node.outputs.map((value) => context.output(value));
  const { kernel, recurrent, ...others } = params;
  context.emit({ ...node, inputs, outputs, params: { kernel: kernel!, recurrent: recurrent!, ...others } });
}

function stateScheme(scale: number): Scheme {
  return { scale, zero: 0, ...STATE };
}

function storePair(
  context: LoweringContext,
  prefix: string,
  role: string,
  factors: readonly number[],
): Params {
  const parts = factors.map(toMultiplier);
  const { length } = parts;
  return {
    [`mult${role}`]: context.tensor(
      `${prefix}.mult${role}`,
      [length],
      Int32Array.from(parts, (part) => part.mult),
    ),
    [`shift${role}`]: context.tensor(
      `${prefix}.shift${role}`,
      [length],
      Uint8Array.from(parts, (part) => part.shift),
    ),
  };
}

/** Steps that cover what was seen with headroom, but no more than functions can take or give. */
function innerScales(node: RecurrentNode, seen: RecurrentStatistics): InnerScales {
  const reach = (magnitude: number, most = Number.POSITIVE_INFINITY): number =>
    Math.min(Math.max(magnitude * HEADROOM, 2 ** -10), most) / 32767;
  const image = (fn: UnaryFn | 'linear'): number => {
    const range = IMAGES[fn];
    return range ? Math.max(-range.min, range.max) : Number.POSITIVE_INFINITY;
  };
  const { activation, recurrentActivation } = node;
  if (node.fn !== 'rnn' && image(recurrentActivation) > 1) {
    throw new QuantizeError(
      'no-integer-form',
      `Layer "${node.layer}" has gates of ${recurrentActivation}, which can leave [-1, 1]: use sigmoid or hard_sigmoid, or profile f32.`,
    );
  }
  const activated = reach(seen.activated, image(activation));
  return {
    gate: reach(seen.gate, DOMAINS[recurrentActivation]),
    candidate: reach(seen.candidate, DOMAINS[activation]),
    activated,
    cell: reach(seen.cell),
    hidden: node.fn === 'rnn' ? activated : reach(seen.hidden, image(activation)),
    reset: reach(seen.reset),
  };
}

/** The two kernels, the bias, and the factors from both sums to each gate's input. */
function lowerKernels(
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
    multInput: context.tensor(`${name}.multInput`, [columns], multInput),
    multState: context.tensor(`${name}.multState`, [columns], multState),
    shiftGate: context.tensor(`${name}.shiftGate`, [columns], shiftGate),
    ...(resetFactors.length > 0 ? storePair(context, name, 'Reset', resetFactors) : {}),
  };
}
