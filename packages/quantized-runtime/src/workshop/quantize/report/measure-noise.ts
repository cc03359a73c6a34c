import { elementCount } from '../../../graph/element-types.ts';
import type { Graph } from '../../../graph/graph.ts';
import { breathe, countOf } from '../calibrate/calibrate.ts';
import { judgedValues } from '../judged-values.ts';
import type { Lowered } from '../lower/lower-graph.ts';
import { createProbe } from '../probe.ts';
import { Difference } from './measure.ts';
import { Signal } from './signal.ts';

const EXAMPLES = 64;

/** Power of the error over that of what varies, at the output where it is largest, over some of `inputs` (in the units behind the ports). */
export async function measureNoise(
  graph: Graph,
  lowered: Lowered,
  inputs: readonly Float32Array[],
  signal?: AbortSignal,
): Promise<number> {
  const examples = Math.min(EXAMPLES, countOf(graph, inputs));
  const [float, integer] = [createProbe(graph), createProbe(lowered.graph)];
  const capacity = Math.min(float.capacity, integer.capacity);
  const judged = judgedValues(graph);
  const outputs = judged.map((value) => ({
    difference: new Difference(),
    signal: new Signal(elementCount(graph.values[value]!.shape)),
  }));
  for (let start = 0; start < examples; start += capacity) {
    await breathe();
    signal?.throwIfAborted();
    const batch = Math.min(capacity, examples - start);
    const [expected, actual] = [float.run(inputs, start, batch), integer.run(inputs, start, batch)];
    for (const [index, value] of judged.entries()) {
      const own = lowered.values.get(value)!;
      const { difference, signal: power } = outputs[index]!;
      power.add(expected(value));
      difference.add(expected(value), { data: actual(own), ...lowered.graph.values[own]! });
    }
  }
  return outputs.reduce((most, own) => Math.max(most, own.signal.noise(own.difference.squares)), 0);
}
