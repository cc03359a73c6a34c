import type { MessagePort } from 'node:worker_threads';
import type { Hex } from 'viem';
import type { BlockInputs } from '../chain/block-inputs.ts';
import type { Limits } from '../config/limits.ts';
import type { Genesis } from '../genesis/genesis-file.ts';
import type { RetentionPolicy, SharedRecord } from '../state/retention.ts';

/** A method's parameters: as a request gave them, still to be checked, or checked already. */
export type Given = ({ readonly raw: unknown } | { readonly checked: unknown }) & {
  /** True if the read looks at the pending block. */
  readonly pending?: boolean;
};

/** The block that would be made now, in a form that crosses threads. */
export interface PendingBlock {
  /** Equal for equal blocks. */
  readonly id: number;
  readonly inputs: Omit<BlockInputs, 'coinbase' | 'edit'>;
  readonly coinbase: Hex;
  /** Each as it is stored. */
  readonly transactions: readonly Uint8Array[];
}

/** A read of the chain, in a form that crosses threads. */
export interface ReadJob {
  readonly method: string;
  readonly given: Given;
  /** The newest block that the read may see. */
  readonly head: { readonly number: bigint; readonly hash: Uint8Array };
  /** How often the chain went back: blocks that were seen before the last time may be others now. */
  readonly rewinds: number;
  /** On top of `head`; left out for reads that do not look at it. */
  readonly pending?: PendingBlock;
}

/** What a client is told when a read does not succeed. */
export interface ReadFailure {
  readonly code: number;
  readonly message: string;
  readonly data?: string;
  /** Where it happened, for the log. */
  readonly stack?: string;
}

/** What came of a read: its answer in JSON, as text or, where it is long, in UTF-8. */
export type ReadOutcome = { readonly json: string | Uint8Array } | { readonly failure: ReadFailure };

/** What a worker's chain is made of; given to it when it starts. */
export interface WorkerChain {
  readonly genesis: Genesis;
  readonly limits: Limits;
  /** Where blocks and states are: an LMDB folder, which several threads read, or the node, which is asked. */
  readonly source: { readonly folder: string } | 'node';
  readonly retention: RetentionPolicy;
  /** What is pruned, which the node keeps up to date. */
  readonly pruned: SharedRecord;
}

/** What a worker is handed for one read. */
export interface Assignment {
  readonly job: ReadJob;
  /** To the node, for as long as the read lasts. */
  readonly port: MessagePort;
}

/** Something that PREDICT tells of itself, on its way from a worker to whoever watches the node. */
export type PredictNote =
  | { readonly kind: 'lookedUp'; readonly what: ['plans' | 'answers', boolean] }
  | { readonly kind: 'planned' | 'ran'; readonly what: [`0x${string}`, number] };

/** What a worker gives back: the outcome, and what PREDICT told meanwhile. */
export interface Done {
  readonly outcome: ReadOutcome;
  readonly notes: readonly PredictNote[];
}

/** What a worker says to the node while it reads. */
export type FromWorker =
  | { readonly kind: 'started' }
  /** The pending block is there. */
  | { readonly kind: 'made' }
  /** It sleeps until `answered` is set. */
  | { readonly kind: 'get'; readonly keys: readonly Uint8Array[]; readonly answered: Int32Array };

/** What the node answers to `get`: the value of each key. */
export type ToWorker = { readonly values: readonly (Uint8Array | undefined)[] } | { readonly error: string };
