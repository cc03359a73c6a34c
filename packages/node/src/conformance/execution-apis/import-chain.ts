import { Block, createBlockFromRLP, createBlockHeader } from '@ethereumjs/block';
import {
  type Common,
  type CustomCrypto,
  createCommonFromGethGenesis,
  type GethGenesis,
} from '@ethereumjs/common';
import { RLP } from '@ethereumjs/rlp';
import { runBlock, type TxReceipt } from '@ethereumjs/vm';
import { encodeReceipt, encodeReceipts, type Receipt } from '../../block/receipt.ts';
import { Chain } from '../../chain/chain.ts';
import { plainEvm } from '../../chain/evm.ts';
import type { RunBlock } from '../../chain/execute-block.ts';
import { Executor } from '../../chain/executor.ts';
import { createMachine, type Machine, NoSuchBlock } from '../../chain/machine.ts';
import { primeCommon } from '../../chain/prime-common.ts';
import type { Genesis } from '../../genesis/genesis-file.ts';
import { writeGenesisState } from '../../genesis/genesis-state.ts';
import { HeadState } from '../../state/head-state.ts';
import { NameHashes } from '../../state/name-hashes.ts';
import { Retention } from '../../state/retention.ts';
import { emptyState } from '../../state/state-source.ts';
import { StateStore } from '../../state/state-store.ts';
import { WorldState } from '../../state/world-state.ts';
import { ChainStore, withoutReceipts } from '../../storage/chain-store.ts';
import { createMemoryStore } from '../../storage/memory.ts';

/**
 * Runs the blocks of an RLP file, which may go through every fork since Frontier, and gives the chain to serve.
 * Every header is checked against execution. This is for conformance runs: a chain of this node's own begins with Osaka.
 */
export async function importChain(file: GethGenesis, rlp: Uint8Array, crypto: CustomCrypto): Promise<Chain> {
  const common = createCommonFromGethGenesis(withLibrarySchedule(file), {
    chain: 'conformance',
    customCrypto: crypto,
  });
  primeCommon(common);
  const keccak256 = crypto.keccak256!;
  const kv = createMemoryStore();
  const store = new ChainStore(kv, common, keccak256);
  const blockHashes = {
    getBlock: async (number: number) => {
      const block = await store.readBlock(BigInt(number));
      if (!block) throw new NoSuchBlock(`there is no block ${number}`);
      return block;
    },
    putBlock: async () => {},
    shallowCopy() {
      return this;
    },
  };
  const parts = {
    common,
    evm: plainEvm,
    timestampStep: 1n,
    isPermissioned: false,
    hashes: new NameHashes(keccak256),
    blockHashes,
  };
  const genesisState = new WorldState(common, emptyState);
  await writeGenesisState(genesisState, file.alloc as Genesis['alloc']);
  const { root, changes } = genesisState.finish();
  const genesis = createForkedGenesis(root, common);
  const states = new StateStore(kv, keccak256);
  await store.writeBlock(withoutReceipts(genesis), states.advance(0, changes).changes);
  const retention = new Retention({ state: 'archive', proofs: 'archive' });
  const state = new HeadState({ store: states, retention }, 0n);
  const machine = await createMachine(parts, state);
  const executor = new Executor({ store, state, machine, head: genesis });
  for (const encoded of splitBlocks(rlp)) {
    const block = createBlockFromRLP(encoded, { common, setHardfork: true });
    await executor.commit(await executor.execute((own) => replay(own, block)));
  }
  setFork(common, executor.head);
  return new Chain({ parts, store, state, executor, genesis, retention });
}

/** Runs a block by the rules of its fork. @throws Error if it does not follow from execution */
async function replay({ vm, state }: Machine, block: Block): Promise<RunBlock> {
  setFork(vm.common, block);
  const { receipts: given } = await runBlock(vm, { block, skipHeaderValidation: true });
  const receipts = toReceipts(block, given);
  const encoded = receipts.map((receipt, index) => encodeReceipt(receipt, given[index]!.bitvector));
  return {
    block,
    receipts,
    encodedReceipts: encodeReceipts(encoded),
    refused: [],
    changes: state.finish().changes,
  };
}

const setFork = (common: Common, { header: { number, timestamp } }: Block) =>
  common.setHardforkBy({ blockNumber: number, timestamp });

function createForkedGenesis(stateRoot: Uint8Array, common: Common): Block {
  const { difficulty, gasLimit, nonce, extraData } = common.genesis();
  common.setHardforkBy({ blockNumber: 0n, timestamp: 0n });
  const header = createBlockHeader(
    { difficulty, gasLimit, nonce, extraData, stateRoot, number: 0n },
    { common, setHardfork: true },
  );
  return new Block(header, [], [], undefined, { common: header.common });
}

/** Blocks stand one after another, without a list around them. */
function splitBlocks(rlp: Uint8Array): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (let rest = rlp; rest.length > 0; ) {
    const { data, remainder } = RLP.decode(rest, true);
    blocks.push(RLP.encode(data));
    rest = remainder;
  }
  return blocks;
}

function toReceipts(block: Block, receipts: TxReceipt[]): Receipt[] {
  let before = 0n;
  return receipts.map((receipt, index) => {
    const gasUsed = receipt.cumulativeBlockGasUsed - before;
    before = receipt.cumulativeBlockGasUsed;
    return {
      type: block.transactions[index]!.type,
      success: 'status' in receipt ? receipt.status === 1 : true,
      ...('stateRoot' in receipt && { stateRoot: receipt.stateRoot }),
      cumulativeGas: receipt.cumulativeBlockGasUsed,
      gasUsed,
      logs: receipt.logs,
    };
  });
}

/** The library misreads blob schedules of BPO forks; those that it has itself are mainnet's, as in the suite. */
function withLibrarySchedule(file: GethGenesis): GethGenesis {
  const { blobSchedule: _unused, ...config } = file.config;
  return { ...file, config };
}
