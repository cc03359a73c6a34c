import { realToFixed } from './fixed-point.ts';

/** A model by `org.domain.model`, `org.domain.model@version` or model id (rule P4). */
export interface ModelReference {
  readonly model: string;
}

/** One or more examples, one after another, in the model's own units. */
export interface Examples<N extends number | bigint> extends ModelReference {
  /** Real numbers, or exact ones as bigint in units of 1e-18. */
  readonly input: readonly N[];
}

/** True if numbers are given as bigint. */
export const isFixed = (numbers: readonly (number | bigint)[]): numbers is readonly bigint[] =>
  typeof numbers[0] === 'bigint';

/** Exact integers in units of 1e-18 as PREDICT takes them. */
export const toFixed = (input: readonly (number | bigint)[]): readonly bigint[] =>
  isFixed(input) ? input : input.map((x) => (typeof x === 'bigint' ? x : realToFixed(x)));
