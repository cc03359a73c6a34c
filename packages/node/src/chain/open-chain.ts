import type { Block } from '@ethereumjs/block';
import type { CustomCrypto } from '@ethereumjs/common';
import { bytesToUnprefixedHex, equalsBytes, KECCAK256_RLP } from '@ethereumjs/util';
import { createCustomCrypto } from '../crypto/custom-crypto.ts';
import { createGenesisBlock } from '../genesis/genesis-block.ts';
import type { Genesis } from '../genesis/genesis-file.ts';
import { writeGenesisState } from '../genesis/genesis-state.ts';
import { ChainStore, withoutReceipts } from '../storage/chain-store.ts';
import { type KeyValueStore, StorageError } from '../storage/key-value-store.ts';
import { type PruningRecord, Retention, type StatePolicy } from '../storage/pruning/retention.ts';
import { damaged } from '../storage/sealed-record.ts';
import { StateDatabase } from '../storage/state-database.ts';
import { Chain } from './chain.ts';
import { createRules } from './create-rules.ts';
import { Executor } from './executor.ts';
import { createMachine, type MachineParts, NoSuchBlock } from './machine.ts';
import { primeParams } from './prime-params.ts';
import { defaultPruneAfter } from './state-pruner.ts';

/** What `openChain` may be told. */
export interface ChainOptions {
  crypto?: CustomCrypto;
  /** Which states to keep. Left out: nothing is pruned, and a pruned chain opens too. */
  state?: StatePolicy;
  /** Entries that are written between two sweeps at least, default 50,000. */
  pruneAfter?: number;
}

/** Opens the chain that a store holds, or writes its genesis into an empty store. Refuses a damaged or foreign one. */
export async function openChain(
  kv: KeyValueStore,
  genesis: Genesis,
  { crypto, state, pruneAfter }: ChainOptions = {},
): Promise<Chain> {
  const customCrypto = crypto ?? (await createCustomCrypto());
  const keccak256 = customCrypto.keccak256!;
  const { common, evm, predeploys, timestampStep } = createRules(genesis, customCrypto);
  primeParams(common);
  const store = new ChainStore(kv, common, keccak256);
  const parts: MachineParts = {
    common,
    evm,
    timestampStep,
    blockHashes: blockHashesOf(store),
  };
  const genesisDatabase = new StateDatabase(kv, keccak256);
  const genesisMachine = await createMachine(parts, genesisDatabase);
  const alloc = { ...predeploys, ...genesis.alloc };
  const stateRoot = await writeGenesisState(genesisMachine.state, alloc);
  const genesisBlock = createGenesisBlock(genesis, stateRoot, common);

  const headNumber = await store.readHead();
  if (headNumber === undefined)
    await store.writeBlock(withoutReceipts(genesisBlock), [
      ...genesisDatabase.unwritten(),
      store.pruningChange({ oldest: 0n, live: 0, written: typeof state === 'number' ? 0 : neverSwept }),
    ]);
  else await store.assertGenesis(genesisBlock);
  const head = headNumber === undefined ? genesisBlock : await readHead(store, headNumber);

  const database = new StateDatabase(kv, keccak256);
  await assertState(database, head);
  const machine = await createMachine(parts, database, head.header.stateRoot, true);
  const record = await openPruning(store, state);
  const retention = new Retention(state, record);
  const sweep = typeof state === 'number' ? { kv, pruneAfter: pruneAfter ?? defaultPruneAfter } : undefined;
  const executor = new Executor({ store, database, machine, head });
  return new Chain({ parts, store, database, executor, genesis: genesisBlock, retention, sweep });
}

/** Entries written since the last sweep of a chain that was an archive so far: one is due once it is none. */
const neverSwept = Number.MAX_SAFE_INTEGER;

/** A chain that is not pruned from now on must have all states. */
async function openPruning(store: ChainStore, state: StatePolicy | undefined): Promise<PruningRecord> {
  const record = await store.readPruning();
  if (state !== 'archive' || record.oldest === 0n) return record;
  throw new StorageError(
    `The data folder is no archive: states before block ${record.oldest} are pruned. Start with state set to a number of blocks, or restore a backup of an archive.`,
  );
}

async function readHead(store: ChainStore, number: bigint): Promise<Block> {
  const head = await store.readBlock(number);
  const receipts = await store.readReceipts(number);
  if (!head || !receipts) throw damaged(`its head, block ${number}, is not there`);
  if (!(await head.transactionsTrieIsValid())) {
    throw damaged(`the transactions of block ${number} do not match its header`);
  }
  return head;
}

async function assertState(database: StateDatabase, head: Block): Promise<void> {
  if (equalsBytes(head.header.stateRoot, KECCAK256_RLP)) return;
  const root = bytesToUnprefixedHex(head.header.stateRoot);
  await database.get(root);
}

/** Hashes of a store's blocks, for BLOCKHASH. */
export function blockHashesOf(store: ChainStore): MachineParts['blockHashes'] {
  return {
    async getBlock(number: number) {
      const header = await store.readHeader(BigInt(number));
      if (!header) throw new NoSuchBlock(`there is no block ${number}`);
      return { hash: () => header.hash() };
    },
    putBlock: async () => {},
    shallowCopy() {
      return this;
    },
  };
}
