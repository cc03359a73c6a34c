import { elementCount } from '../../../graph/element-types.ts';
import type { Graph } from '../../../graph/graph.ts';
import { breathe, type Calibration } from '../calibrate/calibrate.ts';
import { extremes } from '../calibrate/range.ts';
import type { Assignment } from '../lower/assign-schemes.ts';
import type { Lowered } from '../lower/lower-graph.ts';
import type { Scheme } from '../lower/scheme.ts';
import { createProbe } from '../probe.ts';
import { type Actual, Difference, outputDifferences } from './measure.ts';
import type { QuantizeReport, ValueReport } from './report.ts';

/** Examples that errors are measured on at most. */
const MEASURED = { least: 16, most: 128 };
/** Numbers that are compared, about. */
const NUMBERS = 2 ** 28;

export interface ReportInput {
  readonly graph: Graph;
  readonly lowered: Lowered;
  readonly calibration: Calibration;
  readonly assignments: ReadonlyMap<number, Assignment>;
  /** In the units behind the ports. */
  readonly inputs: readonly Float32Array[];
  readonly assumptions: readonly string[];
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Runs the float graph and the quantized one side by side and writes down every difference. */
export async function createReport(input: ReportInput): Promise<QuantizeReport> {
  const { graph, lowered, calibration, inputs } = input;
  const affordable = Math.floor(NUMBERS / countNumbers(graph));
  const measured = Math.min(
    Math.max(Math.min(affordable, MEASURED.most), MEASURED.least),
    calibration.examples,
  );
  const differences = new Map([...calibration.histograms.keys()].map((value) => [value, new Difference()]));
  const outputs = outputDifferences(graph);
  const [float, integer] = [createProbe(graph), createProbe(lowered.graph)];
  const capacity = Math.min(float.capacity, integer.capacity);
  for (let start = 0; start < measured; start += capacity) {
    await breathe();
    input.signal?.throwIfAborted();
    const batch = Math.min(capacity, measured - start);
    const expected = float.run(inputs, start, batch);
    const actual = integer.run(inputs, start, batch);
    const read = (value: number): Actual => {
      const own = lowered.values.get(value)!;
      return { data: actual(own), ...lowered.graph.values[own]! };
    };
    for (const [value, difference] of differences) difference.add(expected(value), read(value));
    for (const [index, { value }] of graph.outputs.entries())
      outputs[index]!.add(expected(value), read(value));
    input.onProgress?.(start + batch, measured);
  }
  const tensors = [...lowered.graph.tensors.values()];
  return {
    profile: lowered.graph.profile,
    examples: calibration.examples,
    measured,
    assumptions: input.assumptions,
    parameters: tensors.reduce((sum, { data }) => sum + data.length, 0),
    parameterBytes: tensors.reduce((sum, { data }) => sum + data.byteLength, 0),
    values: [...differences].map(([value, difference]) => describeValue(input, value, difference)),
    outputs: outputs.map((output) => output.report()),
  };
}

/** Numbers of one example, all values together. */
function countNumbers(graph: Graph): number {
  return graph.values.reduce((sum, { shape }) => sum + elementCount(shape), 1);
}

function describeValue(input: ReportInput, value: number, difference: Difference): ValueReport {
  const { graph, calibration, assignments } = input;
  const node = graph.nodes.find(({ outputs }) => outputs.includes(value));
  const port = graph.inputs.find((own) => own.value === value);
  const scheme = assignments.get(value)?.scheme;
  return {
    layer: node?.layer ?? port?.name ?? '',
    op: node?.op ?? 'input',
    shape: graph.values[value]!.shape,
    seen: extremes(calibration.histograms.get(value)!),
    held: scheme ? heldRange(scheme) : null,
    scale: scheme?.scale ?? 1,
    zero: scheme?.zero ?? 0,
    maxError: difference.max,
    rmsError: difference.rms,
    snr: difference.snr,
  };
}

function heldRange({ scale, zero, low, high }: Scheme): { min: number; max: number } {
  return { min: (low - zero) * scale, max: (high - zero) * scale };
}
