import type { Graph } from '../../graph/graph.ts';
import { AttackError } from './decision.ts';

/** How far an attack may go: one number for each feature of an example, in the model's own units. */
export interface Bounds {
  /** A feature may change by so much up and down; 0: not at all. */
  readonly change: Float64Array;
  /** No feature is made smaller or larger than this; samples that are beyond stay where they are. */
  readonly least: Float64Array;
  readonly most: Float64Array;
}

/** @throws AttackError where bounds are no bounds, or would change an index */
export function checkBounds({ change, least, most }: Bounds, { inputs, values }: Graph): void {
  const bad = change.findIndex((number) => !(number >= 0 && Number.isFinite(number)));
  if (bad >= 0) {
    throw new AttackError(
      'bad-bounds',
      `Feature ${bad} may change by ${change[bad]}: give a bound of 0 or more.`,
    );
  }
  if (change.every((number) => number === 0))
    throw new AttackError('bad-bounds', 'No feature may change: give one a bound above 0.');
  const crossed = least.findIndex((number, i) => number > most[i]!);
  if (crossed >= 0) {
    throw new AttackError(
      'bad-bounds',
      `Feature ${crossed} is to be at least ${least[crossed]} and at most ${most[crossed]}: give a least that is not above the most.`,
    );
  }
  let start = 0;
  for (const { name, kind, value } of inputs) {
    const end = start + values[value]!.shape.reduce((product, length) => product * length, 1);
    if (kind !== 'real' && change.subarray(start, end).some((number) => number > 0)) {
      throw new AttackError(
        'index-input',
        `Input "${name}" takes ${kind === 'index' ? 'indices' : 'bytes of a text'}, which are not changed by small steps: give its features the bound 0.`,
      );
    }
    start = end;
  }
}

/** The nearest example to `candidate` that an attack on `sample` may use. Changes `candidate`. */
export function confine(
  candidate: Float64Array,
  sample: Float64Array,
  { change, least, most }: Bounds,
): Float64Array {
  for (let i = 0; i < candidate.length; i++) {
    const own = sample[i]!;
    const low = Math.max(own - change[i]!, Math.min(own, least[i]!));
    const high = Math.min(own + change[i]!, Math.max(own, most[i]!));
    candidate[i] = Math.min(high, Math.max(low, candidate[i]!));
  }
  return candidate;
}

/** How much of what is allowed a change takes: the largest share of a feature's bound, 0 to 1. */
export function sizeOf(candidate: Float64Array, sample: Float64Array, { change }: Bounds): number {
  return candidate.reduce((largest, number, i) => {
    return change[i]! > 0 ? Math.max(largest, Math.abs(number - sample[i]!) / change[i]!) : largest;
  }, 0);
}
