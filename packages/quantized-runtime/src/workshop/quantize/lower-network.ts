import type { Graph, Profile } from '../../graph/graph.ts';
import { usedTensors } from '../build/tensors.ts';
import { breathe, type Calibration } from './calibrate/calibrate.ts';
import { BUDGETS, chooseWide, isFine } from './choose-widths.ts';
import { type Assignment, assignSchemes } from './lower/assign-schemes.ts';
import { type Lowered, lowerGraph } from './lower/lower-graph.ts';
import type { QuantizedKernel } from './lower/quantize-kernel.ts';
import { inOneWidth, type Widened, widen } from './lower/widths.ts';
import { measureNoise } from './report/measure-noise.ts';
import { measureSensitivities } from './sensitivity.ts';

export interface LoweringInput {
  readonly graph: Graph;
  readonly profile: Profile;
  readonly calibration: Calibration;
  /** What was calibrated with, in the units behind the ports. */
  readonly inputs: readonly Float32Array[];
  /** How far int16 ranges reach beyond what was seen. */
  readonly headroom: number;
  readonly onNode: (done: number, total: number) => void;
  /** `done` of at most `total` more attempts to keep what int8 loses. */
  readonly onWiden: (done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** An integer graph, and the schemes of the float graph's values. */
export interface LoweredNetwork {
  readonly lowered: Lowered;
  readonly assignments: ReadonlyMap<number, Assignment>;
}

/** What all of int16 must gain, as a factor of the noise, to be worth its bytes where even that is not fine. */
const WORTH = 2;

/**
 * Float graph to the integers of `profile`. In `a8` everything is int8 at first; where the outputs lose too much by that, the values whose
 * rounding costs most are int16, more of them until it is fine. Weights stay int8 in any case, and what they cost nobody can keep.
 */
export async function lowerNetwork(input: LoweringInput): Promise<LoweredNetwork> {
  const { graph, calibration, profile, inputs, signal } = input;
  if (profile === 'f32') {
    const tensors = usedTensors(graph.nodes, graph.tensors);
    const values = new Map(graph.values.map((_, index) => [index, index]));
    return {
      lowered: { graph: { ...graph, tensors }, values, fineParts: new Map() },
      assignments: new Map(),
    };
  }
  const kernels = new Map<string, Promise<QuantizedKernel>>();
  const lower = async (widened: Widened, onNode = input.onNode): Promise<LoweredNetwork> => {
    const assignments = assignSchemes(widened, input.headroom);
    const pause = async (): Promise<void> => {
      await breathe();
      signal?.throwIfAborted();
    };
    const lowered = await lowerGraph(widened, profile, assignments, kernels, onNode, pause);
    const own = [...assignments].filter(([value]) => value < graph.values.length);
    return { lowered, assignments: new Map(own) };
  };
  const narrow = await lower(inOneWidth(graph, calibration, profile));
  if (profile === 'a16') return narrow;
  const noise = await measureNoise(graph, narrow.lowered, inputs, signal);
  if (isFine(noise)) return narrow;
  const sensitivities = await measureSensitivities(graph, inputs, narrow.assignments, signal);
  let best = { noise, network: narrow };
  for (const [attempt, budget] of BUDGETS.entries()) {
    const wide = chooseWide(sensitivities, budget);
    const network = await lower(widen(graph, calibration, wide), () => {});
    const left = await measureNoise(graph, network.lowered, inputs, signal);
    if (left * WORTH < best.noise || isFine(left)) best = { noise: left, network };
    input.onWiden(attempt + 1, BUDGETS.length);
    if (isFine(left)) break;
  }
  return best.network;
}
