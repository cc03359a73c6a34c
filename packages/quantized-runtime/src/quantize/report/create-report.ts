import type { Graph } from '../../graph/graph.ts';
import { type Calibration, elements, type FloatEvaluator } from '../calibrate/calibrate.ts';
import { extremes } from '../calibrate/range.ts';
import type { Assignment } from '../lower/assign-schemes.ts';
import type { Lowered } from '../lower/lower-graph.ts';
import type { Scheme } from '../lower/scheme.ts';
import { Difference, outputDifferences } from './measure.ts';
import type { QuantizeReport, ValueReport } from './report.ts';
import { createProbe } from './run-runtime.ts';

/** Examples that errors are measured on at most. */
const MEASURED = 128;
const BATCH = 16;

export interface ReportInput {
  readonly graph: Graph;
  readonly lowered: Lowered;
  readonly calibration: Calibration;
  readonly assignments: ReadonlyMap<number, Assignment>;
  /** In the units behind the ports. */
  readonly inputs: readonly Float32Array[];
  readonly assumptions: readonly string[];
  readonly evaluate: FloatEvaluator;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Runs the float graph and the quantized one side by side and writes down every difference. */
export async function createReport(input: ReportInput): Promise<QuantizeReport> {
  const { graph, lowered, calibration, inputs } = input;
  const measured = Math.min(MEASURED, calibration.examples);
  const differences = new Map([...calibration.histograms.keys()].map((value) => [value, new Difference()]));
  const outputs = outputDifferences(graph);
  const probe = createProbe(lowered.graph);
  const sizes = graph.inputs.map((port) => elements(graph.values[port.value]!.shape));
  for (let start = 0; start < measured; start += BATCH) {
    input.signal?.throwIfAborted();
    const batch = Math.min(BATCH, measured - start);
    const slices = inputs.map((data, port) =>
      data.slice(start * sizes[port]!, (start + batch) * sizes[port]!),
    );
    const expected = await input.evaluate(graph, slices, batch);
    const actual = probe(slices, batch);
    for (const [value, difference] of differences) {
      const data = actual.get(lowered.values.get(value)!);
      const truth = expected.get(value);
      if (data && truth) difference.add(truth, data);
    }
    for (const [index, port] of graph.outputs.entries()) {
      const data = actual.get(lowered.values.get(port.value)!);
      const truth = expected.get(port.value);
      if (data && truth) outputs[index]!.add(truth, data);
    }
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
