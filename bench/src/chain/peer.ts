import type { Hex } from 'viem';

/** What every peer's chain has to be like, so that one signing serves all. */
export interface ChainRules {
  readonly chainId: number;
  readonly gasLimit: bigint;
  /** Who has ether in the first block, each with `balance`; none of them has sent anything. */
  readonly funded: readonly Hex[];
  /** Wei. */
  readonly balance: bigint;
}

/** A node that runs in a process of its own. */
export interface Peer {
  readonly name: string;
  /** JSON-RPC over HTTP, on a loopback address. */
  readonly url: string;
  /** Of the process that was started; it may have children. */
  readonly pid: number;
  /** Where it keeps its chain; undefined: in memory. */
  readonly folder: string | undefined;
  /** Asked for after each batch of transactions, by peers that otherwise make one block of each. */
  readonly afterBatch?: string;
  /** Ends the process, in order if it can; its folder stays. Safe to call twice. */
  stop(): Promise<void>;
}

/** How a kind of node is brought up. */
export interface PeerKind {
  /** As the flag --peers names it. */
  readonly name: string;
  /** What it is, with its version, and how it is set. */
  readonly says: string;
  /** Brings what it takes onto this machine, once. @throws Missing when this machine cannot have it */
  prepare(): Promise<void>;
  /** @param folder an empty one of its own */
  start(rules: ChainRules, folder: string): Promise<Peer>;
}
