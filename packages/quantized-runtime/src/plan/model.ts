import type { Work } from '../graph/count-work.ts';
import type { Graph, Profile, Shape } from '../graph/graph.ts';

/** What a model answered, and how often its loops went round. */
export interface Execution {
  /** batch * outputBytes. */
  readonly output: Uint8Array;
  /** Of each loop, the steps that all examples took together; see Work. */
  readonly steps: readonly number[];
}

/** A model that is ready to run: decoded and validated. Immutable; the first run makes its plan, all others run it. */
export interface Model {
  readonly graph: Graph;
  readonly profile: Profile;
  /** Name of the kernel set that runs it. */
  readonly kernels: string;
  /** Elements and bytes of one example, all ports together, in port order. */
  readonly inputLength: number;
  readonly inputBytes: number;
  readonly outputLength: number;
  readonly outputBytes: number;
  /** Bytes of the one text that it takes and nothing besides (rule N14); 0 if it takes anything else. */
  readonly textBytes: number;
  /** Bytes of the one text that it gives and nothing besides (rule O9), the most it can have; 0 if it gives anything else. */
  readonly outputTextBytes: number;
  /** Shape of each port, without the batch. */
  readonly inputShapes: readonly Shape[];
  readonly outputShapes: readonly Shape[];
  readonly work: readonly Work[];
  /** Bytes of its plan (rule F14), counted from the graph alone: the same for all kernels and machines. */
  readonly planBytes: number;
  /**
   * Runs `batch` examples. `input` holds batch * inputBytes bytes (rule P7); the result batch * outputBytes.
   * Throws InputError for a wrong length or an index out of range.
   */
  run(input: Uint8Array, batch: number): Uint8Array;
  /** The most steps of each of its loops; [] for a model without. */
  readonly loops: readonly number[];
  /** Like `run`, and tells steps. `most`, 1 or more: loops end behind as many steps, if not before. */
  execute(input: Uint8Array, batch: number, most?: number): Execution;
  /** Numbers in units of 1e-18 to raw bytes, rule N13. Throws InputError. */
  encodeFixed(numbers: readonly bigint[]): Uint8Array;
  /**
   * A text of at most `textBytes` bytes to raw bytes, rule N14. Throws InputError: `TakesNoText`, `TextTooLong`, or `InvalidText` at the
   * first byte that is no UTF-8.
   */
  encodeText(text: Uint8Array): Uint8Array;
  /** The text of one example's raw output bytes. Throws InputError `GivesNoText`. */
  decodeText(output: Uint8Array): Uint8Array;
  /** Raw bytes to numbers in units of 1e-18, rule N13. */
  decodeFixed(output: Uint8Array): bigint[];
  /** Like encodeFixed, from binary64 numbers: exactly the bytes that encodeFixed gives for round(x * 1e18). */
  encodeReal(numbers: ArrayLike<number>): Uint8Array;
  /** Raw bytes to the nearest binary64 numbers. */
  decodeReal(output: Uint8Array): Float64Array;
}
