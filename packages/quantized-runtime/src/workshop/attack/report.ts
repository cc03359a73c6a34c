export const METHODS = ['gradient', 'query'] as const;

/** `gradient` knows the float graph, `query` only what the integers answer. */
export type Method = (typeof METHODS)[number];

/** What attacks on a model found; shares are 0 to 1. */
export interface AttackReport {
  readonly samples: number;
  readonly features: number;
  readonly classes: number;
  /** Of a model with one output, else null. */
  readonly threshold: number | null;
  /** True if somebody said what is right; otherwise what the model decides of a sample is taken for right. */
  readonly labelled: boolean;
  readonly seed: number;
  /** Questions about one sample that the query attack had; null if it was not asked for. */
  readonly queriesAllowed: number | null;
  /** Samples that are decided rightly as they are. */
  readonly accuracy: number;
  /** Samples that are decided rightly whatever the attacks found. */
  readonly robustAccuracy: number;
  readonly methods: readonly MethodReport[];
  readonly worst: readonly FooledSample[];
}

export interface MethodReport {
  readonly method: Method;
  /** Samples that are decided rightly as they are and wrongly under attack. */
  readonly fooled: number;
  readonly robustAccuracy: number;
  /** Of what fooled: shares of the bounds, ascending. */
  readonly sizes: readonly number[];
  /** Questions to the integers, over all samples. */
  readonly queries: number;
}

/** A sample and the example near it that is decided otherwise. */
export interface FooledSample {
  /** Its place among the samples, from 0. */
  readonly sample: number;
  readonly method: Method;
  readonly from: number;
  readonly to: number;
  /** Largest share of a feature's bound that the change takes. */
  readonly size: number;
  readonly queries: number;
  readonly outputsBefore: readonly number[];
  readonly outputsAfter: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** The largest changes of an example, as a feature's place and its two numbers. */
export function largestChanges(
  { before, after }: FooledSample,
  change: ArrayLike<number>,
  count: number,
): { readonly feature: number; readonly from: number; readonly to: number }[] {
  return before
    .map((from, feature) => ({ feature, from, to: after[feature]! }))
    .filter(({ from, to }) => from !== to)
    .sort((a, b) => share(b, change) - share(a, change) || a.feature - b.feature)
    .slice(0, count);
}

const share = (
  { feature, from, to }: { feature: number; from: number; to: number },
  change: ArrayLike<number>,
): number => Math.abs(to - from) / change[feature]!;

/** A feature as an index along each axis: [3, 1]. */
export function placeOf(feature: number, shape: readonly number[]): string {
  const place: number[] = [];
  for (const length of [...shape].reverse()) {
    place.unshift(feature % length);
    feature = Math.floor(feature / length);
  }
  return `[${place.join(', ')}]`;
}

export const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;

/** What a report is of, in a sentence. */
export function headOf({ samples, labelled, threshold, classes, seed }: AttackReport): string {
  const truth = labelled
    ? 'labels say what is right'
    : 'right is what the model decides of a sample as it is';
  const rule = threshold === null ? `${classes} classes` : `1 is decided from ${threshold} on`;
  return `${samples} samples, ${rule}; ${truth}; seed ${seed}. The integers decide what counts as fooled.`;
}

/** How a method is called in a report. */
export function nameOf(method: Method, { queriesAllowed }: AttackReport): string {
  return method === 'gradient'
    ? 'gradient, knows the float graph'
    : `at most ${queriesAllowed} queries, knows answers`;
}
