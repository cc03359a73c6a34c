/** What runs over a sequence: all outputs, the last one, and the last states. */
export interface Run {
  readonly sequence: number;
  readonly last: number;
  readonly states: readonly number[];
}
