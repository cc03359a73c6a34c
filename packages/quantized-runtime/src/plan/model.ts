import type { Effort } from '../graph/effort/effort.ts';
import type { Kind } from '../graph/effort/kinds.ts';
import type { Graph, Op, Profile, Shape } from '../graph/graph.ts';

/** Which kernels run the graph. Both give the same bits. */
export type Backend = 'wasm' | 'reference';

/**
 * The work of one node for one example, counted from the graph alone (never measured). `macs`: multiply-accumulates;
 * `elements`: elements written or, for reductions and pools, read: what a reader asks, and what rule F10 bounds.
 * `kind` and `effort`: what gas is charged for.
 */
export interface Work {
  readonly layer: string;
  readonly op: Op;
  readonly kind: Kind;
  readonly effort: Effort;
  readonly macs: number;
  readonly elements: number;
}

/** A model that is ready to run: decoded, validated, planned. Immutable; runs never allocate lasting memory. */
export interface Model {
  readonly graph: Graph;
  readonly profile: Profile;
  readonly backend: Backend;
  /** Elements and bytes of one example, all ports together, in port order. */
  readonly inputLength: number;
  readonly inputBytes: number;
  readonly outputLength: number;
  readonly outputBytes: number;
  /** Shape of each port, without the batch. */
  readonly inputShapes: readonly Shape[];
  readonly outputShapes: readonly Shape[];
  readonly work: readonly Work[];
  /** Bytes of memory that this plan holds on to; depends on the backend. For bounding caches, never for results. */
  readonly memoryBytes: number;
  /**
   * Runs `batch` examples. `input` holds batch * inputBytes bytes (rule P7); the result batch * outputBytes.
   * Throws InputError for a wrong length or an index out of range.
   */
  run(input: Uint8Array, batch: number): Uint8Array;
  /** Numbers in units of 1e-18 to raw bytes, rule N13. Throws InputError. */
  encodeFixed(numbers: readonly bigint[]): Uint8Array;
  /** Raw bytes to numbers in units of 1e-18, rule N13. */
  decodeFixed(output: Uint8Array): bigint[];
  /** Like encodeFixed, from binary64 numbers: exactly the bytes that encodeFixed gives for round(x * 1e18). */
  encodeReal(numbers: ArrayLike<number>): Uint8Array;
  /** Raw bytes to the nearest binary64 numbers. */
  decodeReal(output: Uint8Array): Float64Array;
}
