import type { Hex } from 'viem';
import type { Client } from './client.ts';
import type { Ledger } from './ledger.ts';
import type { NodeProcess } from './node-process.ts';
import type { Acknowledged, Wallet } from './wallet.ts';

/** What all kinds of traffic share. */
export interface Scene {
  readonly node: NodeProcess;
  /** The key that opens every method. */
  readonly key: string;
  /** A key that may send 5 requests a second. */
  readonly slowKey: string;
  readonly ledger: Ledger;
  readonly http: Client;
  readonly wallets: readonly Wallet[];
  readonly acknowledged: readonly Acknowledged[];
  /** Contracts that count and log, as they were deployed. */
  readonly contracts: Hex[];
  /** Numbers from 0 to 1, repeated by a seed. */
  readonly random: () => number;
}

/** One kind of traffic: something that is done again and again. */
export interface Actor {
  readonly name: string;
  /** Milliseconds from the start of one turn to the start of the next, at least. */
  readonly every: number;
  turn(): Promise<void>;
  /** Undoes what would look like a leak: closes sockets, ends filters. */
  end?(): Promise<void>;
}

export const pick = <T>(random: () => number, items: readonly T[]): T => {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('there is nothing to pick from');
  return item;
};
