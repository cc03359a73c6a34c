import type { WeightArray } from './weights.ts';

/** Weights of older containers: for each layer of the model, in the order in which the file lists them. */
export interface LayerWeights {
  readonly byLayer: ReadonlyMap<string, readonly NamedWeight[]>;
}

export interface NamedWeight {
  /** `dense/kernel:0`. */
  readonly name: string;
  readonly array: WeightArray;
}
