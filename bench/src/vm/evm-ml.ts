import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createZeroAddress } from '@ethereumjs/util';
import {
  admit,
  type ChainOptions,
  createCustomCrypto,
  createDriver,
  type Durability,
  decodeTransaction,
  defaultLimits,
  developmentGenesis,
  isRefusal,
  Mempool,
  openChain,
  openStore,
  parseGenesis,
} from '@evm-ml/node/parts';
import type { Engine } from './engine.ts';

const limits = { ...defaultLimits, maxPoolTransactions: 100_000, maxPoolPerAccount: 100_000 };

/** How the node keeps its chain. */
export type EvmMlOptions = Pick<ChainOptions, 'state' | 'proofs'> & { readonly durability?: Durability };

/** This node as an engine, and what it takes on disk. */
export interface EvmMlEngine extends Engine {
  /** Bytes of the database's files. */
  size(): Promise<number>;
}

/** A whole node without its doors: decoding, mempool, block, receipts and one durable write to LMDB. */
export async function createEvmMlEngine({ durability, ...options }: EvmMlOptions = {}): Promise<EvmMlEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'evm-ml-bench-'));
  const store = await openStore(folder, 'lmdb', durability);
  const crypto = await createCustomCrypto();
  const chain = await openChain(store, parseGenesis(developmentGenesis()), { crypto, ...options });
  const pool = new Mempool(limits);
  const driver = createDriver({ blockTime: 0, coinbase: createZeroAddress() }, { chain, pool });
  return {
    name: 'evm-ml',
    async runBlock(transactions) {
      for (const raw of transactions) {
        const tx = decodeTransaction(raw, chain, limits.maxTransactionBytes);
        if (isRefusal(tx)) throw new Error(tx.reason);
        const entry = await admit(tx, { chain, pool, limits });
        if (isRefusal(entry)) throw new Error(entry.reason);
      }
      const { block, receipts } = await driver.development.seal();
      if (block.transactions.length !== transactions.length) throw new Error('a transaction was left out');
      if (!receipts.every(({ success }) => success)) throw new Error('a transaction failed');
    },
    async size() {
      const database = join(folder, 'lmdb');
      const sizes = await Promise.all(
        (await readdir(database)).map(async (name) => (await stat(join(database, name))).size),
      );
      return sizes.reduce((sum, bytes) => sum + bytes, 0);
    },
    async close() {
      await driver.stop();
      await chain.idle();
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}
