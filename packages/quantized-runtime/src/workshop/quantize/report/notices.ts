import type { Graph } from '../../../graph/graph.ts';
import type { Histogram } from '../calibrate/histogram.ts';
import { short } from '../calibrate/short.ts';
import type { Assignment } from '../lower/assign-schemes.ts';
import type { Beyond } from './beyond.ts';
import type { MaskDifference } from './compare-graphs.ts';

/** Share of a value's unseen numbers that may be cut off beyond what was meant to be, before it is worth a word. */
const CUT_OFF = 0.005;

/** The value of which most is cut off, in words, if that is worth a word. `meant`: the share that was cut off on purpose. */
export function worstCut(
  graph: Graph,
  beyond: ReadonlyMap<number, Beyond>,
  assignments: ReadonlyMap<number, Assignment>,
  meant: (value: number) => number,
): { readonly where: string; readonly share: string; readonly reach: string } | undefined {
  let worst: { value: number; excess: number; beyond: Beyond } | undefined;
  for (const [value, own] of beyond) {
    const excess = own.share - meant(value);
    if (excess > CUT_OFF && excess > (worst?.excess ?? 0)) worst = { value, excess, beyond: own };
  }
  if (!worst) return undefined;
  const { range } = assignments.get(worst.value)!;
  return {
    where: nameOf(graph, worst.value),
    share: percent(worst.beyond.share),
    reach: percent(worst.beyond.farthest / (range.max - range.min)),
  };
}

/** Share of what was counted that `range` does not hold, by the bins of its histogram. */
export function shareOutside(
  histogram: Histogram,
  range: { readonly min: number; readonly max: number },
): number {
  let outside = 0;
  histogram.forEach((x, count) => {
    if (x < range.min || x > range.max) outside += count;
  });
  return histogram.total === 0 ? 0 : outside / histogram.total;
}

export function sayFewSamples(examples: number, cut: ReturnType<typeof worstCut>): string {
  if (!cut) {
    return `Only ${examples} samples: too few to hold any back and see how others fare; give some hundred.`;
  }
  return (
    `Only ${examples} samples: with ranges from three quarters of them, ${cut.where} is cut off in ${cut.share} of the numbers ` +
    `of the others, by up to ${cut.reach} of its range; give some hundred.`
  );
}

export function sayCutOff(examples: number, cut: NonNullable<ReturnType<typeof worstCut>>): string {
  return (
    `${examples} samples do not show all that comes: of the samples held back, ${cut.where} is cut off in ${cut.share} of the ` +
    `numbers, by up to ${cut.reach} of its range; give more samples, of every kind.`
  );
}

/** Comparisons (masks) that come out otherwise than in the float graph. */
export function sayMasks(
  graph: Graph,
  masks: ReadonlyMap<number, MaskDifference>,
  assignments: ReadonlyMap<number, Assignment>,
): string[] {
  return graph.nodes.flatMap((node) => {
    if (node.op !== 'compare') return [];
    const mask = masks.get(node.outputs[0]!);
    if (!mask || mask.differing === 0) return [];
    const scheme = assignments.get(node.inputs[0]!)?.scheme;
    const finer = scheme?.high === 127 ? 'a16' : 'f32';
    return [
      `Layer "${node.layer}": ${mask.differing} of ${mask.total} comparisons with ${short(node.constant)} come out otherwise than ` +
        `in the float network, as numbers nearer to it than a step of ${short(scheme?.scale ?? 0)} look the same; where it is a mask_value, ` +
        `choose one far outside the data (in training too), or take --profile ${finer}.`,
    ];
  });
}

function nameOf(graph: Graph, value: number): string {
  const port = graph.inputs.find((own) => own.value === value);
  if (port) return `input "${port.name}"`;
  const node = graph.nodes.find(({ outputs }) => outputs.includes(value));
  return `what layer "${node?.layer ?? ''}" gives`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
