/** Numbers as a user's file holds them: row-major, the first axis counts examples. All are finite. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}
