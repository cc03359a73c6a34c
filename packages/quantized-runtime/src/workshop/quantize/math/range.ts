/** The real numbers that a value is to hold. */
export interface Range {
  readonly min: number;
  readonly max: number;
}
