import type { Graph } from '../../../graph/graph.ts';
import { breathe, countOf } from '../calibrate/calibrate.ts';
import { countedNumbers, findMaskedValues } from '../calibrate/counted-steps.ts';
import { Histogram } from '../calibrate/histogram.ts';
import { extremes } from '../calibrate/range.ts';
import type { Assignment } from '../lower/assign-schemes.ts';
import { createProbe, type Probe } from '../probe.ts';
import { Beyond, lossyRange } from './beyond.ts';

const FOLDS = 4;

/**
 * Where there are too few samples to hold any back: how much each quarter of them would lose if ranges came from
 * the other three, by value. `headroom`: how far ranges reach beyond what was seen.
 */
export async function crossCheck(
  graph: Graph,
  inputs: readonly Float32Array[],
  assignments: ReadonlyMap<number, Assignment>,
  headroom: number,
): Promise<ReadonlyMap<number, Beyond>> {
  const probe = createProbe(graph);
  const examples = countOf(graph, inputs);
  const folds = Math.min(FOLDS, examples);
  const seen = Array.from({ length: folds }, () => new Map<number, Histogram>());
  await forEachExample(graph, probe, inputs, (example, value, numbers) => {
    const own = seen[example % folds]!;
    if (!own.has(value)) own.set(value, new Histogram(false));
    own.get(value)!.add(numbers);
  });
  const held = [...seen.keys()].map((fold) => {
    const others = seen.filter((_, index) => index !== fold);
    return new Map(
      [...assignments].map(([value, own]) => {
        const ranges = others.flatMap((other) => other.get(value) ?? []).map(extremes);
        const limits = lossyRange(own);
        const min = Math.min(0, ...ranges.map((range) => range.min)) * headroom;
        const max = Math.max(0, ...ranges.map((range) => range.max)) * headroom;
        const range = {
          min: Number.isFinite(limits.min) ? min : limits.min,
          max: Number.isFinite(limits.max) ? max : limits.max,
        };
        return [value, new Beyond(range, own.scheme.scale)] as const;
      }),
    );
  });
  await forEachExample(graph, probe, inputs, (example, value, numbers) =>
    held[example % folds]!.get(value)?.add(numbers),
  );
  return new Map(
    [...assignments.keys()].map((value) => [value, Beyond.sum(held.map((own) => own.get(value)!))]),
  );
}

/** Calls `visit` with the numbers that matter of every real value of every example. */
async function forEachExample(
  graph: Graph,
  probe: Probe,
  inputs: readonly Float32Array[],
  visit: (example: number, value: number, numbers: ArrayLike<number>) => void,
): Promise<void> {
  const masked = findMaskedValues(graph);
  const examples = countOf(graph, inputs);
  for (let example = 0; example < examples; example++) {
    await breathe();
    const read = probe.run(inputs, example, 1);
    for (const [value, { type }] of graph.values.entries()) {
      if (type === 'f32') visit(example, value, countedNumbers(masked, read, value));
    }
  }
}
