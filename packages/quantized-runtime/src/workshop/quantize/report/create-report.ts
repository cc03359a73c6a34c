import { type Calibration, countOf } from '../calibrate/calibrate.ts';
import { extremes } from '../calibrate/range.ts';
import { heldRange, lossyRange } from './beyond.ts';
import { type Comparison, type ComparisonInput, compareGraphs } from './compare-graphs.ts';
import { crossCheck } from './cross-check.ts';
import { sayCutOff, sayFewSamples, sayMasks, shareOutside, worstCut } from './notices.ts';
import type { MeasuredOn, QuantizeReport, ValueReport } from './report.ts';

export interface ReportInput extends ComparisonInput {
  readonly calibration: Calibration;
  /** In the units behind the ports: what ranges come from, and what errors are measured on. */
  readonly inputs: readonly Float32Array[];
  readonly examined: { readonly inputs: readonly Float32Array[]; readonly on: MeasuredOn };
  readonly headroom: number;
  readonly assumptions: readonly string[];
  /** What is to be said of the samples themselves. */
  readonly notices: readonly string[];
}

const BITS = { f32: 32, i32: 32, i16: 16, i8: 8, u8: 8 } as const;

/** Runs the float graph and the quantized one side by side and writes down every difference. */
export async function createReport(input: ReportInput): Promise<QuantizeReport> {
  const { lowered, calibration, examined } = input;
  const comparison = await compareGraphs(input, examined.inputs);
  const tensors = [...lowered.graph.tensors.values()];
  return {
    profile: lowered.graph.profile,
    examples: calibration.examples,
    measured: comparison.measured,
    measuredOn: examined.on,
    notices: [...input.notices, ...(await describeLosses(input, comparison))],
    assumptions: input.assumptions,
    parameters: tensors.reduce((sum, { data }) => sum + data.length, 0),
    parameterBytes: tensors.reduce((sum, { data }) => sum + data.byteLength, 0),
    values: [...comparison.differences.keys()].map((value) => describeValue(input, value, comparison)),
    outputs: comparison.outputs.map((output) => output.report()),
  };
}

/** What the samples leave in doubt, and what integers cannot tell apart. */
async function describeLosses(input: ReportInput, comparison: Comparison): Promise<string[]> {
  const { graph, calibration, assignments, examined, inputs, headroom } = input;
  if (assignments.size === 0) return [];
  const masks = sayMasks(graph, comparison.masks, assignments);
  if (examined.on === 'made up') return masks;
  if (examined.on === 'samples') {
    const beyond = await crossCheck(graph, inputs, assignments, headroom);
    const cut = worstCut(graph, beyond, assignments, () => 0);
    return [sayFewSamples(countOf(graph, inputs), cut), ...masks];
  }
  const meant = (value: number): number =>
    shareOutside(calibration.histograms.get(value)!, lossyRange(assignments.get(value)!));
  const cut = worstCut(graph, comparison.beyond, assignments, meant);
  return [...(cut ? [sayCutOff(calibration.examples, cut)] : []), ...masks];
}

function describeValue(
  { graph, lowered, calibration, assignments }: ReportInput,
  value: number,
  { differences, beyond }: Comparison,
): ValueReport {
  const difference = differences.get(value)!;
  const node = graph.nodes.find(({ outputs }) => outputs.includes(value));
  const port = graph.inputs.find((own) => own.value === value);
  const scheme = assignments.get(value)?.scheme;
  return {
    layer: node?.layer ?? port?.name ?? '',
    op: node?.op ?? 'input',
    shape: graph.values[value]!.shape,
    seen: extremes(calibration.histograms.get(value)!),
    held: scheme ? heldRange(scheme) : null,
    cutOff: beyond.get(value)?.share ?? 0,
    bits: BITS[lowered.graph.values[lowered.values.get(value)!]!.type],
    scale: scheme?.scale ?? 1,
    zero: scheme?.zero ?? 0,
    maxError: difference.max,
    rmsError: difference.rms,
    snr: difference.snr,
  };
}
