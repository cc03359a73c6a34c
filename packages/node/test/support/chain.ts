import { createTx, type TypedTransaction } from '@ethereumjs/tx';
import { createZeroAddress, hexToBytes } from '@ethereumjs/util';
import type { Hex } from 'viem';
import type { BlockInputs, Candidates } from '../../src/chain/block-inputs.ts';
import type { Chain } from '../../src/chain/chain.ts';
import type { ExecutedBlock } from '../../src/chain/executor.ts';
import { openChain } from '../../src/chain/open-chain.ts';
import { developmentGenesis } from '../../src/genesis/development.ts';
import { type GenesisFile, parseGenesis } from '../../src/genesis/genesis-file.ts';
import type { KeyValueStore } from '../../src/storage/key-value-store.ts';
import { createMemoryStore } from '../../src/storage/memory.ts';
import { accounts } from './clients.ts';

/** A chain without a server. */
export const memoryChain = (
  genesis: GenesisFile = developmentGenesis(),
  store: KeyValueStore = createMemoryStore(),
) => openChain(store, parseGenesis(genesis));

/** Executes a block and commits it. */
export async function append(
  chain: Chain,
  candidates: Candidates,
  block: BlockInputs,
): Promise<ExecutedBlock> {
  const executed = await chain.execute(candidates, block);
  await chain.commit(executed);
  return executed;
}

/** Inputs of a block; the timestamp is fixed so that runs are equal. */
export const inputs = (timestamp = 1_000n): BlockInputs => ({
  timestamp,
  coinbase: createZeroAddress(),
  prevRandao: new Uint8Array(32),
});

/** The same for the block after the newest. */
export const after = (chain: Chain): BlockInputs => inputs(chain.head.header.timestamp + 1_000n);

/** A signed transaction of a development account; 1559, 21,000 gas, 1 wei to the next account unless told otherwise. */
export function sign(
  chain: Chain,
  fields: {
    nonce?: number;
    gasLimit?: bigint;
    maxFeePerGas?: bigint;
    maxPriorityFeePerGas?: bigint;
    to?: Hex;
    data?: Hex;
    value?: bigint;
  },
  sender = 0,
): TypedTransaction {
  const tx = createTx(
    {
      type: 2,
      nonce: 0,
      gasLimit: 21_000n,
      maxFeePerGas: 10_000_000_000n,
      maxPriorityFeePerGas: 1n,
      value: 1n,
      to: accounts[sender + 1]!.address,
      ...fields,
    },
    { common: chain.common },
  );
  return tx.sign(hexToBytes(accounts[sender]!.privateKey));
}
