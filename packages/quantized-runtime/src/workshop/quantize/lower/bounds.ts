/** The integers that a value can hold, as validation can prove it. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}
