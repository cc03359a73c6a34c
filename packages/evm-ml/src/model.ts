import type { Capacity, KindOf, Profile } from '@evm-ml/quantized-runtime';

/**
 * What this package knows of a network: bytes in, bytes out and a list of work. `loadModel` of
 * @evm-ml/quantized-runtime gives what these types describe; nothing here asks what lies behind it.
 */

/** How much an operator does for one example, counted from the network alone. The four numbers have prices. */
export interface Effort {
  readonly products: number;
  readonly writes: number;
  readonly reads: number;
  readonly runs: number;
}

/** What an operator's price is for: `profile` and `kind` name it, and every kind of a profile has one. */
export interface Priced<P extends Profile> {
  readonly profile: P;
  readonly kind: KindOf<P>;
  readonly effort: Effort;
}

/** One operator of a network. `layer` and `op` are for people. */
export type Work = { readonly [P in Profile]: Priced<P> }[Profile] & {
  readonly layer: string;
  readonly op: string;
  /** The loop that it runs in, by its number; null for what runs once for each example. */
  readonly loop: number | null;
  /** How many times it runs for one example at the most. */
  readonly times: number;
};

/** What a network answered, and how many steps each of its loops took for all examples together. */
export interface Execution {
  readonly output: Uint8Array;
  readonly steps: readonly number[];
}

/** A network that is ready to run, and immutable. Lengths are those of one example: numbers and bytes. */
export interface Model {
  /** For people. */
  readonly profile: string;
  readonly inputLength: number;
  readonly inputBytes: number;
  readonly outputLength: number;
  readonly outputBytes: number;
  /** Bytes of the one text that it takes and nothing besides; 0 if it takes anything else. */
  readonly textBytes: number;
  /** Bytes of the one text that it gives and nothing besides, the most it can have; 0 if it gives anything else. */
  readonly outputTextBytes: number;
  /** Shape of each input and output, without the batch; for people. */
  readonly inputShapes: readonly (readonly number[])[];
  readonly outputShapes: readonly (readonly number[])[];
  readonly work: readonly Work[];
  /** Bytes that its plan takes once it runs, counted from the network alone: loading is charged by them. */
  readonly planBytes: number;
  /** The most steps of each of its loops; [] for a network that does not generate. */
  readonly loops: readonly number[];
  /**
   * `batch * inputBytes` bytes to `batch * outputBytes` bytes. Loops end behind `most` steps, if not before. Throws
   * InputError for input that does not fit.
   */
  execute(input: Uint8Array, batch: number, most?: number): Execution;
  /** Numbers in units of 1e-18 to input bytes. Throws InputError. */
  encodeFixed(numbers: readonly bigint[]): Uint8Array;
  /** A text of at most `textBytes` bytes to input bytes. Throws InputError. */
  encodeText(text: Uint8Array): Uint8Array;
  /** The text in the output bytes of one example. Throws InputError where the model gives none. */
  decodeText(output: Uint8Array): Uint8Array;
  /** Output bytes to numbers in units of 1e-18. */
  decodeFixed(output: Uint8Array): bigint[];
}

/**
 * Decodes and validates a model's bytes; its plan is made when it first runs. Throws ArtefactError for bytes that are no model, the same on every
 * machine; anything else that it throws is a fault.
 */
export type LoadModel = (bytes: Uint8Array) => Model | Promise<Model>;

/** The two ways in which bytes from outside can be at fault; both are outcomes. */
/** How large models may be; and the bytes that a model says its program has: decoding and planning it go by them. */
export { ArtefactError, CAPACITY, InputError, programBytesOf } from '@evm-ml/quantized-runtime';
export type { Capacity, Profile };
