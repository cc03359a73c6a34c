import { elementCount } from '../../../graph/element-types.ts';
import type { Graph } from '../../../graph/graph.ts';
import { breathe, countOf } from '../calibrate/calibrate.ts';
import { countedNumbers, findMaskedValues } from '../calibrate/counted-steps.ts';
import type { Assignment } from '../lower/assign-schemes.ts';
import type { Lowered } from '../lower/lower-graph.ts';
import { createProbe } from '../probe.ts';
import { Beyond, lossyRange } from './beyond.ts';
import { type Actual, Difference, type OutputDifference, outputDifferences } from './measure.ts';

/** Examples that errors are measured on at most. */
const MEASURED = { least: 16, most: 128 };
/** Numbers that are compared, about. */
const NUMBERS = 2 ** 28;

export interface ComparisonInput {
  /** The float graph, simplified, and the one that stands for it. */
  readonly graph: Graph;
  readonly lowered: Lowered;
  readonly assignments: ReadonlyMap<number, Assignment>;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Outcomes of comparisons (masks) that are not what they are in the float graph. */
export interface MaskDifference {
  differing: number;
  total: number;
}

/** Both graphs side by side over the same examples; by index of the float value. */
export interface Comparison {
  readonly measured: number;
  readonly differences: ReadonlyMap<number, Difference>;
  readonly beyond: ReadonlyMap<number, Beyond>;
  readonly masks: ReadonlyMap<number, MaskDifference>;
  readonly outputs: readonly OutputDifference[];
}

/** Runs the float graph and the quantized one over `inputs` (in the units behind the ports) and gathers every difference. */
export async function compareGraphs(
  input: ComparisonInput,
  inputs: readonly Float32Array[],
): Promise<Comparison> {
  const { graph, lowered, assignments } = input;
  const examples = countOf(graph, inputs);
  const affordable = Math.floor(NUMBERS / countNumbers(graph));
  const measured = Math.min(Math.max(Math.min(affordable, MEASURED.most), MEASURED.least), examples);
  const indices = [...graph.values.keys()];
  const differences = new Map(
    indices.filter((value) => graph.values[value]!.type === 'f32').map((value) => [value, new Difference()]),
  );
  const beyond = new Map(
    [...assignments].map(([value, own]) => [value, new Beyond(lossyRange(own), own.scheme.scale)]),
  );
  const masks = new Map<number, MaskDifference>(
    graph.nodes
      .filter(({ op }) => op === 'compare')
      .map(({ outputs }) => [outputs[0]!, { differing: 0, total: 0 }]),
  );
  const outputs = outputDifferences(graph);
  const masked = findMaskedValues(graph);
  const [float, integer] = [createProbe(graph), createProbe(lowered.graph)];
  const capacity = Math.min(float.capacity, integer.capacity);
  for (let start = 0; start < measured; start += capacity) {
    await breathe();
    const batch = Math.min(capacity, measured - start);
    const expected = float.run(inputs, start, batch);
    const actual = integer.run(inputs, start, batch);
    const read = (value: number): Actual => {
      const own = lowered.values.get(value)!;
      // Masks are those of the float graph on both sides: what it skips says nothing.
      const data = countedNumbers(
        masked,
        (other) => (other === value ? actual(own) : expected(other)),
        value,
      );
      return { data, ...lowered.graph.values[own]! };
    };
    for (const [value, difference] of differences) {
      const counted = countedNumbers(masked, expected, value);
      difference.add(counted, read(value));
      beyond.get(value)?.add(counted);
    }
    for (const [value, mask] of masks) {
      const [before, after] = [expected(value), actual(lowered.values.get(value)!)];
      for (const [i, keep] of before.entries()) if (keep !== after[i]) mask.differing++;
      mask.total += before.length;
    }
    for (const [index, { value }] of graph.outputs.entries())
      outputs[index]!.add(expected(value), read(value));
    input.onProgress?.(start + batch, measured);
    input.signal?.throwIfAborted();
  }
  return { measured, differences, beyond, masks, outputs };
}

/** Numbers of one example, all values together. */
function countNumbers(graph: Graph): number {
  return graph.values.reduce((sum, { shape }) => sum + elementCount(shape), 1);
}
