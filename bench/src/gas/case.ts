import type { Effort, Kind, Profile } from '@evm-ml/quantized-runtime';

/** One operator of the runtime, for the fit of its price. */
export interface Priced {
  readonly kind: Kind;
  readonly effort: Effort;
}

/** Something that gas is paid for, and a function that does it once. */
export interface GasCase {
  /** Profile of an operator, or the group of anything else. */
  readonly kind: string;
  readonly name: string;
  readonly gas: number;
  /** Operators of a case whose price is to be fitted; the first is the one in question. */
  readonly operators?: { readonly profile: Profile; readonly list: readonly Priced[] };
  readonly run: () => unknown;
}

/** What the report needs to know of a case besides its time. `repeat`: times that one sample runs it. */
export interface Facts extends Omit<GasCase, 'run'> {
  readonly repeat: number;
}
