/** Numbers as a user's file holds them: row-major. All are finite. */
export interface Numbers {
  /** As in the file; one axis alone is one example, or one number for each. */
  readonly shape: readonly number[];
  readonly data: Float64Array;
  /** Bytes of texts, a row each, filled up with 255. */
  readonly isText?: true;
}

/** What a file of examples holds: one array, or an array by name for each input. */
export type Examples = Numbers | ReadonlyMap<string, Numbers>;

/** What reading found worth telling: one sentence each. */
export interface Decoded {
  readonly examples: Examples;
  readonly notices?: readonly string[];
}

/** (3, 4), as numpy writes it. */
export const showShape = (shape: readonly number[]): string =>
  `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;

export const elementsOf = (shape: readonly number[]): number =>
  shape.reduce((product, length) => product * length, 1);
