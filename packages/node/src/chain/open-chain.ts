import type { Block } from '@ethereumjs/block';
import type { CustomCrypto } from '@ethereumjs/common';
import { equalsBytes } from '@ethereumjs/util';
import { createCustomCrypto } from '../crypto/custom-crypto.ts';
import type { Keccak256 } from '../crypto/keccak.ts';
import { createGenesisBlock } from '../genesis/genesis-block.ts';
import type { Genesis } from '../genesis/genesis-file.ts';
import { writeGenesisState } from '../genesis/genesis-state.ts';
import { HeadState } from '../state/head-state.ts';
import { NameHashes } from '../state/name-hashes.ts';
import { defaultProofs, type PruningRecord, Retention, type StatePolicy } from '../state/retention.ts';
import { changeState } from '../state/state-root.ts';
import { emptyState, type StateSource } from '../state/state-source.ts';
import { StateStore } from '../state/state-store.ts';
import { WorldState } from '../state/world-state.ts';
import { ChainStore, withoutReceipts } from '../storage/chain-store.ts';
import { clearBlocks } from '../storage/clear-blocks.ts';
import { isJoining, type Joined, joinedChange, joiningChange, readJoined } from '../storage/joined.ts';
import { type KeyValueStore, StorageError } from '../storage/key-value-store.ts';
import { damaged } from '../storage/sealed-record.ts';
import { Chain } from './chain.ts';
import { createRules } from './create-rules.ts';
import { Executor } from './executor.ts';
import { createMachine, type MachineParts, NoSuchBlock } from './machine.ts';
import { primeCommon } from './prime-common.ts';

/** What `openChain` may be told. */
export interface ChainOptions {
  crypto?: CustomCrypto;
  /** Which states to keep. Left out: nothing is pruned, and a pruned chain opens too. */
  state?: StatePolicy;
  /** Of how many of the newest blocks to keep the trie nodes, for proofs; default 128. */
  proofs?: StatePolicy;
}

/** Opens the chain that a store holds, or writes its genesis into an empty store. Refuses a damaged or foreign one. */
export async function openChain(
  kv: KeyValueStore,
  genesis: Genesis,
  { crypto, state, proofs = defaultProofs }: ChainOptions = {},
): Promise<Chain> {
  const customCrypto = crypto ?? (await createCustomCrypto());
  const keccak256 = customCrypto.keccak256!;
  const { common, evm, predeploys, isPermissioned, timestampStep } = createRules(genesis, customCrypto);
  primeCommon(common);
  const store = new ChainStore(kv, common, keccak256);
  const parts: MachineParts = {
    common,
    evm,
    timestampStep,
    isPermissioned,
    hashes: new NameHashes(keccak256),
    blockHashes: blockHashesOf(store),
  };
  const genesisState = new WorldState(common, emptyState, parts.hashes);
  await writeGenesisState(genesisState, { ...predeploys, ...genesis.alloc });
  const { root, changes } = genesisState.finish();
  const genesisBlock = createGenesisBlock(genesis, root, common);

  const stateStore = new StateStore(kv, keccak256);
  const headNumber = await readHeadNumber(kv, store, keccak256);
  if (headNumber === undefined)
    await store.writeBlock(withoutReceipts(genesisBlock), [
      ...stateStore.advance(0, changes).changes,
      stateStore.pruningChange({ records: 0n, nodes: 0n }),
      joinedChange(undefined, keccak256),
      joiningChange(false, keccak256),
    ]);
  else await store.assertGenesis(genesisBlock);
  const head = headNumber === undefined ? genesisBlock : await readHead(store, headNumber);

  const retention = new Retention(
    { state, proofs },
    openPruning(stateStore, state, readJoined(kv, keccak256)),
  );
  const headState = new HeadState({ store: stateStore, retention }, head.header.number);
  assertState(headState, head, keccak256);
  const machine = await createMachine(parts, headState);
  const executor = new Executor({ store, state: headState, machine, head });
  return new Chain({ parts, store, state: headState, executor, genesis: genesisBlock, retention });
}

/** Of the newest block; undefined in an empty store, and in one that is emptied: the state that came in is not whole. */
async function readHeadNumber(
  kv: KeyValueStore,
  store: ChainStore,
  keccak256: Keccak256,
): Promise<bigint | undefined> {
  const head = await store.readHead();
  if (head === undefined || !isJoining(kv, keccak256)) return head;
  await clearBlocks(kv);
  return undefined;
}

/** A chain that is not pruned from now on must have all states, from block 0 on or from the one that it joined at. */
function openPruning(
  store: StateStore,
  state: StatePolicy | undefined,
  { firstBlock }: Joined = { firstBlock: 0n, firstHeader: 0n },
): PruningRecord {
  const record = store.readPruning();
  if (state !== 'archive' || record.records <= firstBlock) return record;
  throw new StorageError(
    `The data folder is no archive: states before block ${record.records} are pruned. Start with state set to a number of blocks, or restore a backup of an archive.`,
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

/** The root of the newest state is what the head says, as far as its topmost node tells. */
function assertState(state: StateSource, { header }: Block, keccak256: Keccak256): void {
  const { root } = changeState(state, new Map(), new Map(), keccak256);
  if (!equalsBytes(root, header.stateRoot))
    throw damaged(`the state of its head, block ${header.number}, is not there`);
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
