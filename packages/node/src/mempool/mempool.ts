import { EventEmitter } from 'node:events';
import type { TypedTransaction } from '@ethereumjs/tx';
import { bigIntMin, bytesToHex } from '@ethereumjs/util';
import type { Hex } from 'viem';
import { maxFeePerGas, type Refusal } from '../chain/check-transaction.ts';
import { Arrivals } from './arrivals.ts';

/** Bounds of a mempool. */
export interface MempoolLimits {
  maxPoolTransactions: number;
  maxPoolPerAccount: number;
  maxPoolBytes: number;
}

/** A waiting transaction. */
export interface PoolEntry {
  tx: TypedTransaction;
  hash: Hex;
  sender: Hex;
  /** Bytes of its encoding. */
  bytes: number;
  /** Order of arrival. */
  order: number;
}

/** What a pool tells its listeners. */
export interface PoolEvents {
  added: [entry: PoolEntry];
  /** It is in a block, or does not wait any more for another reason. */
  removed: [entry: PoolEntry];
}

/** A place in the pool. */
interface Room {
  hash: Hex;
  sender: Hex;
  bytes: number;
  /** What leaves the pool for it. */
  givesWay: readonly PoolEntry[];
}

/** A replacement must pay this many percent more, in fee and in tip. */
const replacementBump = 10n;

const maxTip = (tx: TypedTransaction): bigint =>
  'maxPriorityFeePerGas' in tx ? tx.maxPriorityFeePerGas : tx.gasPrice;

/** What a transaction pays the block's account per gas at a base fee; negative when it cannot pay the base fee. */
export function effectiveTip(tx: TypedTransaction, baseFee: bigint): bigint {
  const room = maxFeePerGas(tx) - baseFee;
  return bigIntMin(room, maxTip(tx));
}

/**
 * Transactions that wait for a block: per sender by nonce, bounded per sender and in all. It holds what `admit`
 * checked, and knows of the state what it is told.
 */
export class Mempool {
  /** As many listeners as there are subscriptions. */
  readonly events = new EventEmitter<PoolEvents>().setMaxListeners(0);
  readonly arrivals = new Arrivals();
  private readonly bySender = new Map<Hex, Map<bigint, PoolEntry>>();
  private readonly byHash = new Map<Hex, PoolEntry>();
  /** The next nonce of each sender, as it was told last. */
  private readonly nonces = new Map<Hex, bigint>();
  private order = 0;
  private changes = 0;
  /** Of all encodings together. */
  private bytes = 0;

  constructor(private readonly limits: MempoolLimits) {}

  get size(): number {
    return this.byHash.size;
  }

  /** Rises with whatever comes or goes. */
  get revision(): number {
    return this.changes;
  }

  get(hash: Hex): PoolEntry | undefined {
    return this.byHash.get(hash);
  }

  /** All entries of a sender by nonce; empty when there are none. */
  of(sender: Hex): ReadonlyMap<bigint, PoolEntry> {
    return this.bySender.get(sender) ?? new Map();
  }

  senders(): Iterable<[Hex, ReadonlyMap<bigint, PoolEntry>]> {
    return this.bySender.entries();
  }

  /** First nonce from `accountNonce` on that no waiting transaction has. */
  nextNonce(sender: Hex, accountNonce: bigint): bigint {
    const waiting = this.of(sender);
    let nonce = accountNonce;
    while (waiting.has(nonce)) nonce++;
    return nonce;
  }

  /** Why `add` would refuse a transaction now; `undefined`: it would not. Changes nothing. */
  refusalOf(tx: TypedTransaction, accountNonce = 0n): Refusal | undefined {
    const room = this.roomFor(tx, accountNonce);
    return 'reason' in room ? room : undefined;
  }

  /**
   * Adds a transaction, or says why not. Replaces one of equal nonce when it pays enough more.
   * @param accountNonce the sender's next one
   */
  add(tx: TypedTransaction, accountNonce = 0n): PoolEntry | Refusal {
    const room = this.roomFor(tx, accountNonce);
    if ('reason' in room) return room;
    for (const { hash } of room.givesWay) this.remove(hash);
    const { hash, sender, bytes } = room;
    const entry: PoolEntry = { tx, hash, sender, bytes, order: this.order++ };
    this.bytes += bytes;
    const waiting = this.bySender.get(sender) ?? new Map<bigint, PoolEntry>();
    waiting.set(tx.nonce, entry);
    this.bySender.set(sender, waiting);
    this.nonces.set(sender, this.nonceOf(sender, accountNonce));
    this.byHash.set(hash, entry);
    this.changes++;
    this.events.emit('added', entry);
    return entry;
  }

  remove(hash: Hex): void {
    const entry = this.byHash.get(hash);
    if (!entry) return;
    this.byHash.delete(hash);
    this.changes++;
    this.bytes -= entry.bytes;
    const waiting = this.bySender.get(entry.sender);
    waiting?.delete(entry.tx.nonce);
    if (waiting?.size === 0) {
      this.bySender.delete(entry.sender);
      this.nonces.delete(entry.sender);
    }
    this.events.emit('removed', entry);
  }

  /** Removes what a sender can no longer use: everything below its nonce. */
  dropBelow(sender: Hex, accountNonce: bigint): void {
    for (const [nonce, { hash }] of [...this.of(sender)]) {
      if (nonce < accountNonce) this.remove(hash);
    }
    if (this.bySender.has(sender)) this.nonces.set(sender, this.nonceOf(sender, accountNonce));
  }

  clear(): void {
    for (const hash of [...this.byHash.keys()]) this.remove(hash);
  }

  /** A nonce never goes back: what was read of it may be older than what a block has told. */
  private nonceOf(sender: Hex, accountNonce: bigint): bigint {
    const known = this.nonces.get(sender) ?? 0n;
    return known > accountNonce ? known : accountNonce;
  }

  /** Where a transaction would wait and what would give way to it, or why it may not wait. */
  private roomFor(tx: TypedTransaction, accountNonce: bigint): Room | Refusal {
    const hash = bytesToHex(tx.hash());
    if (this.byHash.has(hash)) return { code: 'known', reason: 'already known' };
    const sender = tx.getSenderAddress().toString();
    const waiting = this.of(sender);
    const bytes = tx.serialize().length;
    const replaced = waiting.get(tx.nonce);
    if (replaced) {
      if (paysMore(tx, replaced.tx)) return this.expectRoom({ hash, sender, bytes, givesWay: [replaced] });
      return {
        code: 'pool',
        reason: `replacement transaction underpriced: fee and tip must rise by ${replacementBump}%`,
      };
    }
    if (waiting.size >= this.limits.maxPoolPerAccount) {
      return {
        code: 'pool',
        reason: `account has ${waiting.size} transactions waiting, the bound maxPoolPerAccount: wait for a block`,
      };
    }
    if (this.hasRoom(bytes)) return { hash, sender, bytes, givesWay: [] };
    const outOfTurn = [...this.outOfTurn(sender)];
    const isInTurn = tx.nonce <= this.nextNonce(sender, this.nonceOf(sender, accountNonce));
    if (isInTurn) {
      let [left, leftBytes] = [0, 0];
      for (const entry of outOfTurn) {
        left++;
        leftBytes += entry.bytes;
        if (this.hasRoom(bytes, left, leftBytes))
          return { hash, sender, bytes, givesWay: outOfTurn.slice(0, left) };
      }
    }
    const cheapest = isInTurn ? this.cheapestLast(sender) : cheapestOf(outOfTurn);
    if (cheapest && maxFeePerGas(cheapest.tx) < maxFeePerGas(tx))
      return this.expectRoom({ hash, sender, bytes, givesWay: [cheapest] });
    if (this.byHash.size < this.limits.maxPoolTransactions) return this.tooManyBytes();
    return {
      code: 'pool',
      reason: `mempool holds ${this.byHash.size} transactions, the bound maxPoolTransactions: wait or pay more`,
    };
  }

  /** What waits for an earlier nonce that does not wait, of other senders: no block can take it. */
  private *outOfTurn(newcomer: Hex): Generator<PoolEntry, void> {
    for (const [sender, waiting] of this.bySender) {
      if (sender === newcomer) continue;
      const next = this.nextNonce(sender, this.nonceOf(sender, 0n));
      for (const entry of waiting.values()) if (entry.tx.nonce > next) yield entry;
    }
  }

  /** True if one more transaction of so many bytes fits, once so many have left with theirs. */
  private hasRoom(bytes: number, left = 0, leftBytes = 0): boolean {
    return (
      this.byHash.size - left < this.limits.maxPoolTransactions &&
      this.bytes + bytes - leftBytes <= this.limits.maxPoolBytes
    );
  }

  /** The room, if what gives way is as large as what comes, or there are bytes left. */
  private expectRoom(room: Room): Room | Refusal {
    const leftBytes = room.givesWay.reduce((sum, { bytes }) => sum + bytes, 0);
    return this.hasRoom(room.bytes, room.givesWay.length, leftBytes) ? room : this.tooManyBytes();
  }

  private tooManyBytes(): Refusal {
    return {
      code: 'pool',
      reason: `mempool holds ${this.bytes} bytes, near the bound maxPoolBytes = ${this.limits.maxPoolBytes}: wait, pay more or send less`,
    };
  }

  /** The cheapest of the other senders' last transactions: removing it leaves no gap. */
  private cheapestLast(newcomer: Hex): PoolEntry | undefined {
    let cheapest: PoolEntry | undefined;
    for (const [sender, waiting] of this.bySender) {
      if (sender === newcomer) continue;
      let last: PoolEntry | undefined;
      for (const entry of waiting.values()) if (!last || entry.tx.nonce > last.tx.nonce) last = entry;
      if (last && (!cheapest || maxFeePerGas(last.tx) < maxFeePerGas(cheapest.tx))) cheapest = last;
    }
    return cheapest;
  }
}

function cheapestOf(entries: readonly PoolEntry[]): PoolEntry | undefined {
  let cheapest: PoolEntry | undefined;
  for (const entry of entries)
    if (!cheapest || maxFeePerGas(entry.tx) < maxFeePerGas(cheapest.tx)) cheapest = entry;
  return cheapest;
}

function paysMore(next: TypedTransaction, previous: TypedTransaction): boolean {
  const enough = (a: bigint, b: bigint) => a * 100n >= b * (100n + replacementBump);
  return enough(maxFeePerGas(next), maxFeePerGas(previous)) && enough(maxTip(next), maxTip(previous));
}
