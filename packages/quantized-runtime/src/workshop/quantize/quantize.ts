import type { Graph, Profile } from '../../graph/graph.ts';
import type { KerasVariable, Network } from '../origin/network.ts';
import { calibrate } from './calibrate/calibrate.ts';
import { channelRanges } from './calibrate/channel-ranges.ts';
import { holdBack } from './calibrate/hold-back.ts';
import { oddSamples } from './calibrate/odd-samples.ts';
import { countExamples, rescale, toPortUnits } from './calibrate/port-samples.ts';
import { synthesizeSamples } from './calibrate/synthesize.ts';
import type { Lowered } from './lower/lower-graph.ts';
import { lowerNetwork } from './lower-network.ts';
import { balanceInputs } from './passes/balance-inputs.ts';
import { equalize } from './passes/equalize.ts';
import { simplify } from './passes/simplify.ts';
import { createReport } from './report/create-report.ts';
import type { MeasuredOn, QuantizeReport } from './report/report.ts';

/** What quantizing is doing. `total` is the number of steps of the task. */
export interface QuantizeProgress {
  readonly task: 'calibrate' | 'quantize' | 'widen' | 'measure';
  readonly done: number;
  readonly total: number;
}

export interface QuantizeOptions {
  /** Default `a16`. */
  readonly profile?: Profile;
  /** `learned` (default): weights are rounded against the covariance of their inputs. `nearest`: each on its own. */
  readonly rounding?: 'learned' | 'nearest';
  readonly onProgress?: (progress: QuantizeProgress) => void;
  /** Stops the work; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface Quantized {
  readonly network: Network;
  readonly report: QuantizeReport;
}

/** How far `a16` ranges reach beyond what was seen: int16 has steps to spare, and new data exceed old. */
const HEADROOM = { samples: 1.25, synthetic: 2 };

/**
 * Brings a float network into a profile. `samples` holds, for each input, any number of examples one after
 * another in the user's own units; without them ranges rest on assumptions that the report spells out.
 * The same network, samples and options give the same result, bit for bit.
 * Throws QuantizeError when the network or the samples do not fit.
 */
export async function quantize(
  network: Network,
  samples: readonly Float32Array[] | undefined,
  options: QuantizeOptions = {},
): Promise<Quantized> {
  const profile = options.profile ?? 'a16';
  const { simple, inputs, ...said } = await prepare(network, samples, profile, options.signal);
  const { graph } = simple;
  const progress = (task: QuantizeProgress['task']) => (done: number, total: number) =>
    options.onProgress?.({ task, done, total });
  const calibration = await calibrate(graph, inputs, {
    onProgress: progress('calibrate'),
    withMoments: profile !== 'f32' && options.rounding !== 'nearest',
    withCounts: profile === 'a8',
    withRecurrents: profile !== 'f32',
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const headroom = samples ? HEADROOM.samples : HEADROOM.synthetic;
  const { lowered, assignments } = await lowerNetwork({
    graph,
    profile,
    calibration,
    inputs,
    headroom,
    onNode: progress('quantize'),
    onWiden: progress('widen'),
    signal: options.signal,
  });
  const result: Network = {
    graph: lowered.graph,
    keras: {
      ...simple.keras,
      variables: simple.keras.variables.map((variable) => keepVariable(variable, graph, lowered)),
    },
  };
  const report = await createReport({
    graph,
    lowered,
    calibration,
    assignments,
    inputs,
    headroom,
    ...said,
    onProgress: progress('measure'),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  return { network: result, report };
}

interface Prepared {
  readonly simple: Network;
  /** In the units behind the ports: what ranges come from, and what errors are measured on. */
  readonly inputs: readonly Float32Array[];
  readonly examined: { readonly inputs: readonly Float32Array[]; readonly on: MeasuredOn };
  readonly assumptions: readonly string[];
  readonly notices: readonly string[];
}

/** Simplifies, checks or makes up samples, balances inputs, and equalizes where activations are short. */
async function prepare(
  network: Network,
  samples: readonly Float32Array[] | undefined,
  profile: Profile,
  signal: AbortSignal | undefined,
): Promise<Prepared> {
  const simplified = simplify(network, profile);
  const { seen, heldBack, on, ...said } = bringSamples(simplified.graph, samples, profile);
  if (profile === 'f32') {
    return { simple: simplified, inputs: seen, examined: { inputs: heldBack ?? seen, on }, ...said };
  }
  const balanced = balanceInputs(simplified, seen);
  const inputs = balanced.samples;
  const unseen = heldBack?.map((data, index) =>
    rescale(data, simplified.graph.inputs[index]!, balanced.network.graph.inputs[index]!),
  );
  const prepared = { inputs, examined: { inputs: unseen ?? inputs, on }, ...said };
  if (profile !== 'a8') return { simple: balanced.network, ...prepared };
  const ranges = await channelRanges(balanced.network.graph, inputs, signal);
  return { simple: equalize(balanced.network, (value) => ranges.get(value)), ...prepared };
}

/** Samples in the units behind the ports, some held back if there are enough; made up where none are given. */
function bringSamples(
  graph: Graph,
  samples: readonly Float32Array[] | undefined,
  profile: Profile,
): {
  seen: readonly Float32Array[];
  heldBack: readonly Float32Array[] | undefined;
  on: MeasuredOn;
  assumptions: readonly string[];
  notices: readonly string[];
} {
  if (!samples) {
    const { samples: seen, assumptions } = synthesizeSamples(graph);
    return { seen, heldBack: undefined, on: 'made up', assumptions, notices: [] };
  }
  const examples = countExamples(graph, samples);
  const notices = profile === 'f32' ? [] : oddSamples(graph, samples, examples);
  const { calibrating, heldBack } = holdBack(graph, toPortUnits(graph, samples), examples);
  const on = heldBack ? 'held back' : 'samples';
  return { seen: calibrating, heldBack, on, assumptions: [], notices };
}

/** A Keras variable whose tensor is stored in two takes both; one whose tensor is gone keeps its numbers. */
function keepVariable(variable: KerasVariable, from: Graph, lowered: Lowered): KerasVariable {
  if (!('param' in variable.from)) return variable;
  const { param, perm, slice } = variable.from;
  const plus = lowered.fineParts.get(param);
  if (plus !== undefined) return { ...variable, from: { ...variable.from, plus } };
  if (lowered.graph.tensors.has(param)) return variable;
  if (perm || slice)
    throw new Error(`tensor ${param} is gone, and ${variable.path} is a rearranged part of it`);
  return { ...variable, from: { data: Array.from(from.tensors.get(param)!.data) } };
}
