import type { Decider } from './decision.ts';

/**
 * Goes back from an example that fools a model towards the sample that it was made of, by halving, as long as `decider`
 * is still fooled.
 * @param kept the class that the sample should have
 * @param halvings questions that this takes
 */
export function shrink(
  decider: Decider,
  sample: Float64Array,
  fooling: Float64Array,
  kept: number,
  halvings: number,
): Float64Array {
  let [low, high, best] = [0, 1, fooling];
  for (let i = 0; i < halvings; i++) {
    const share = (low + high) / 2;
    const nearer = sample.map((own, at) => own + share * (fooling[at]! - own));
    if (decider.classOf(decider.ask(nearer, 1)) === kept) low = share;
    else [high, best] = [share, nearer];
  }
  return best;
}
