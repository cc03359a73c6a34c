import { EventEmitter } from 'node:events';
import type { Hex } from 'viem';

/** What a validator did about one block of the engine. */
export interface Vote {
  /** The engine's address of it: 20 bytes. */
  readonly validator: Hex;
  /** How much its vote weighs. */
  readonly power: bigint;
  /** Whether the proposer of the next block had its signature: one that comes late is missing. */
  readonly signed: boolean;
}

/** A block of the engine that all decided, and what came with it about the one before. */
export interface Decided {
  /** Of the engine's block. */
  readonly height: bigint;
  /** The engine's address of the validator that proposed it: 20 bytes. */
  readonly proposer: Hex;
  /** Round in which the block before was decided: 0 unless proposals before it came too late or were refused. */
  readonly lastRound: number;
  /** Votes for the block before; empty for the first one. */
  readonly lastVotes: readonly Vote[];
}

/** A validator that signed what it must not sign, as the engine has proved it. */
export interface Misbehaviour {
  readonly kind: 'duplicate vote' | 'light client attack' | 'unknown';
  readonly validator: Hex;
  /** Of the engine's block that it is about. */
  readonly height: bigint;
}

interface ClusterEvents {
  decided: [Decided];
  misbehaved: [Misbehaviour];
  /** This node refused somebody's proposal. */
  refused: [];
  /** A transaction that was sent to this node is final, so many seconds after it was acknowledged or nearly so. */
  final: [seconds: number];
}

/** What a node sees of the validators that it decides with: told by its driver, read by whoever shows it. */
export class Cluster {
  readonly events = new EventEmitter<ClusterEvents>();
  /** The newest block of the engine; undefined before the first since the start. */
  last: Decided | undefined;
  /** True while the engine is there. */
  isConnected = false;

  /** @param countPeers nodes that the engine is connected to; undefined when it does not say */
  constructor(readonly countPeers: () => Promise<number | undefined>) {}

  decided(block: Decided, misbehaviour: readonly Misbehaviour[]): void {
    this.last = block;
    this.events.emit('decided', block);
    for (const each of misbehaviour) this.events.emit('misbehaved', each);
  }
}
