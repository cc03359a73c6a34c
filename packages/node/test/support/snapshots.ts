import { createHash } from 'node:crypto';
import type { Chain } from '../../src/chain/chain.ts';
import type { GenesisFile } from '../../src/genesis/genesis-file.ts';
import { cutChunks } from '../../src/snapshots/cut-chunks.ts';
import { JoinChain } from '../../src/snapshots/join-chain.ts';
import { encodeMetadata } from '../../src/snapshots/metadata.ts';
import type { KeyValueStore } from '../../src/storage/key-value-store.ts';
import { createMemoryStore } from '../../src/storage/memory.ts';
import { TimeSlice } from '../../src/time-slice.ts';
import { memoryChain } from './chain.ts';

/** The chunks of a block, the newest unless another is named. */
export async function chunksOf(chain: Chain, number = chain.head.header.number): Promise<Uint8Array[]> {
  const block = (await chain.store.readBlock(number))!;
  const receipts = (await chain.store.readReceipts(number))!;
  const { source: state, release } = chain.holdState(block.header);
  const header = async (before: bigint) => (await chain.store.readHeader(before))!;
  const chunks: Uint8Array[] = [];
  const source = { block, receipts, state, header, keccak256: chain.keccak256 };
  for await (const chunk of cutChunks(source, new TimeSlice())) chunks.push(chunk);
  release();
  return chunks;
}

/** What an engine offers of a block's chunks, which came with the engine's block of this height. */
export const offerOf = ({ genesis, head }: Chain, chunks: readonly Uint8Array[], height = 9n) => ({
  snapshot: {
    ...{ height, format: 1, chunks: chunks.length, hash: head.hash() },
    metadata: encodeMetadata(genesis.hash(), head.header),
  },
  appHash: head.hash(),
});

/** A chain of the same genesis that joins with the head of another. */
export async function joined(chain: Chain, genesis: GenesisFile, store: KeyValueStore = createMemoryStore()) {
  const chunks = await chunksOf(chain);
  const late = await memoryChain(genesis, store);
  const join = await JoinChain.begin({ chain: late, store }, chain.head.header, chunks.length);
  for (const chunk of chunks) await join.take(chunk);
  await join.finish([]);
  return { late, store, chunks };
}

/** Which bytes chunks are: comparing them one by one takes a test minutes. */
export const digests = (chunks: readonly Uint8Array[]): string[] =>
  chunks.map((chunk) => createHash('sha256').update(chunk).digest('hex'));
