import { RLP } from '@ethereumjs/rlp';
import { createTxFromRLP, type TypedTransaction } from '@ethereumjs/tx';
import { bigIntToUnpaddedBytes, bytesToBigInt, bytesToHex, hexToBytes } from '@ethereumjs/util';
import type { Hex } from 'viem';
import { isImpersonated } from '../block/impersonate.ts';
import type { Change, KeyValueStore } from '../storage/key-value-store.ts';
import { keys } from '../storage/keys.ts';
import { openRecord, sealRecord } from '../storage/sealed-record.ts';
import { type AdmissionParts, admit, isRefusal } from './admit.ts';
import type { PoolEntry } from './mempool.ts';

/** What a journal works on. */
export interface JournalParts extends AdmissionParts {
  kv: KeyValueStore;
}

/** What came of the transactions that an earlier process left waiting. */
export interface Restored {
  /** They wait again. */
  waiting: number;
  /** Mined, replaced or impossible by now. */
  dropped: number;
  /** Records that are damaged; they are removed. */
  damaged: number;
  /** Those that met a fault, at any time: they stay in the database and do not wait again. */
  setAside: Hex[];
}

/**
 * Keeps what waits in the pool in the database, so that it survives the process. It writes behind the pool: what is
 * mined before its turn comes is never written. `flush` resolves when all that waits now is kept.
 */
export class PoolJournal {
  private changes = new Map<Hex, PoolEntry | undefined>();
  private readonly written = new Set<Hex>();
  private writing: Promise<void> | undefined;
  private settingAside: Promise<void> | undefined;

  constructor(private readonly parts: JournalParts) {}

  /** Lets wait again what was left waiting, in its old order, and follows the pool from now on. */
  async restore(): Promise<Restored> {
    const { pool } = this.parts;
    const { transactions, damaged } = await this.read();
    let waiting = 0;
    this.parts.chain.events.on('fault', ({ transaction }) => {
      if (transaction) this.settingAside = this.setAside(transaction);
    });
    pool.events.on('added', (entry) => this.note(entry.hash, entry));
    pool.events.on('removed', ({ hash }) => this.note(hash, undefined));
    for (const { hash, tx } of transactions) {
      this.written.add(hash);
      if (isRefusal(await admit(tx, this.parts))) this.note(hash, undefined);
      else waiting++;
    }
    await this.flush();
    const setAside = await this.readAside();
    return { waiting, dropped: transactions.length - waiting, damaged, setAside };
  }

  /** Resolves when everything that waits is kept. @throws Fault, from the first write on that failed */
  async flush(): Promise<void> {
    const { fault } = this.parts.chain;
    if (fault) throw fault;
    while (this.writing || this.changes.size > 0) {
      this.writing ??= this.write().finally(() => {
        this.writing = undefined;
      });
      await this.writing;
    }
  }

  /** Resolves when a transaction that met a fault is set aside, so that the next start does not run it again. */
  async settled(): Promise<void> {
    await this.settingAside;
  }

  /** In one write it waits no more and lies where whoever mends the fault finds it. */
  private async setAside(tx: TypedTransaction): Promise<void> {
    await this.writing?.catch(() => undefined);
    const { kv, chain } = this.parts;
    const hash = tx.hash();
    const key = keys.aside(hash);
    const record = sealRecord({ key }, tx.serialize(), chain.common.customCrypto.keccak256!);
    await kv.write([
      [keys.waiting(hash), undefined],
      [key, record],
    ]);
  }

  private async readAside(): Promise<Hex[]> {
    const hashes: Hex[] = [];
    for await (const key of this.parts.kv.keys(...keys.asideRange)) hashes.push(bytesToHex(key.subarray(1)));
    return hashes;
  }

  private note(hash: Hex, entry: PoolEntry | undefined): void {
    if (entry ? !isImpersonated(entry.tx) : this.written.has(hash)) this.changes.set(hash, entry);
    else this.changes.delete(hash);
  }

  private async write(): Promise<void> {
    const taken = this.changes;
    this.changes = new Map();
    const { kv, chain } = this.parts;
    const keccak256 = chain.common.customCrypto.keccak256!;
    const changes = [...taken].map(([hash, entry]): Change => {
      const key = keys.waiting(hexToBytes(hash));
      if (!entry) return [key, undefined];
      const record = RLP.encode([bigIntToUnpaddedBytes(BigInt(entry.order)), entry.tx.serialize()]);
      return [key, sealRecord({ key }, record, keccak256)];
    });
    for (const [hash, entry] of taken) {
      if (entry) this.written.add(hash);
      else this.written.delete(hash);
    }
    if (changes.length === 0) return;
    // Who was told that a transaction is kept may rely on it: a disk that does not take it stops the chain.
    await kv.write(changes).catch((cause: unknown) => {
      throw chain.halt('keeping the pool', cause);
    });
  }

  /** What the database holds, by order of arrival. Records that are damaged are removed. */
  private async read(): Promise<{ transactions: { hash: Hex; tx: TypedTransaction }[]; damaged: number }> {
    const { kv, chain } = this.parts;
    const keccak256 = chain.common.customCrypto.keccak256!;
    const found: { order: bigint; hash: Hex; tx: TypedTransaction }[] = [];
    const damaged: Uint8Array[] = [];
    for await (const key of kv.keys(...keys.waitingRange)) {
      const record = await kv.get(key);
      try {
        const [order, raw] = RLP.decode(
          openRecord({ key }, record!, keccak256, 'a waiting transaction'),
        ) as Uint8Array[];
        const tx = createTxFromRLP(raw!, { common: chain.common });
        found.push({ order: bytesToBigInt(order!), hash: `0x${Buffer.from(tx.hash()).toString('hex')}`, tx });
      } catch {
        damaged.push(key);
      }
    }
    if (damaged.length > 0) await kv.write(damaged.map((key) => [key, undefined] as const));
    found.sort((a, b) => (a.order < b.order ? -1 : 1));
    return { transactions: found, damaged: damaged.length };
  }
}

/** Forgets what an earlier process left waiting. */
export async function dropJournal(kv: KeyValueStore): Promise<void> {
  const changes: Change[] = [];
  for await (const key of kv.keys(...keys.waitingRange)) changes.push([key, undefined]);
  if (changes.length > 0) await kv.write(changes);
}
