import { Block, type BlockHeader } from '@ethereumjs/block';
import { Bloom } from '@ethereumjs/vm';
import { decodeStored } from '../block/impersonate.ts';
import { encodeReceipt, encodeReceipts } from '../block/receipt.ts';
import type { Chain } from '../chain/chain.ts';
import { bytesOf, codeKey } from '../state/state-keys.ts';
import { StateStore } from '../state/state-store.ts';
import { clearBlocks } from '../storage/clear-blocks.ts';
import { joinedChange, joiningChange } from '../storage/joined.ts';
import type { Change, KeyValueStore } from '../storage/key-value-store.ts';
import { keys } from '../storage/keys.ts';
import { sealRecord } from '../storage/sealed-record.ts';
import type { BlockParts } from './block-parts.ts';
import { ChunkCheck } from './check-chunks.ts';
import { firstHeaderOf } from './format.ts';

/** What joining works on. */
export interface JoinParts {
  chain: Chain;
  /** The chain's. */
  store: KeyValueStore;
}

/**
 * The state of a later block on its way into a folder that has none above 0. Each chunk is checked before anything of
 * it is written; the block becomes the head when all is there and its root is the signed one, in one write. A process
 * that ends before that leaves a mark, by which the folder begins anew.
 */
export class JoinChain {
  private readonly check: ChunkCheck;
  private readonly states: StateStore;

  private constructor(
    private readonly parts: JoinParts,
    private readonly header: BlockHeader,
    chunks: number,
  ) {
    const { chain, store } = parts;
    this.states = new StateStore(store, chain.keccak256);
    this.check = new ChunkCheck({
      header,
      chunks,
      keccak256: chain.keccak256,
      hasCode: (name) => store.get(bytesOf(codeKey(name))) !== undefined,
    });
  }

  /** Makes room for the state of a block: what there was of another is gone. @throws Fault */
  static async begin(parts: JoinParts, header: BlockHeader, chunks: number): Promise<JoinChain> {
    const { chain, store } = parts;
    const { number } = header;
    const states = new StateStore(store, chain.keccak256);
    await chain.leaveGenesis(number, async () => {
      await store.write([
        joiningChange(true, chain.keccak256),
        joinedChange(undefined, chain.keccak256),
        states.pruningChange({ records: number, nodes: number }),
        [keys.meta('engine'), undefined],
        ...chain.store.restart(chain.genesis),
      ]);
      await clearBlocks(store);
    });
    return new JoinChain(parts, header, chunks);
  }

  /** Number of the chunk that comes next. */
  get next(): number {
    return this.check.index;
  }

  /** True when all chunks are there: `finish` is next. */
  get isWhole(): boolean {
    return this.check.isWhole;
  }

  /** Takes the next chunk. @throws ChunkError when it is not that, and then nothing has changed; StorageError */
  async take(chunk: Uint8Array): Promise<void> {
    const changes = await this.check.take(chunk);
    await this.parts.store.write(this.states.advance(0, changes).changes);
  }

  /** Makes the block the head. @param records what the driver has to have in the same write @throws Fault */
  async finish(records: readonly Change[]): Promise<void> {
    const { chain } = this.parts;
    const { number } = this.header;
    const blockParts = this.check.blockParts;
    await chain.join(blockRecord(this.header, blockParts), [
      ...blockParts.headers.map((encoded, index): Change => {
        const key = keys.header(number - 1n - BigInt(index));
        return [key, sealRecord({ key }, encoded, chain.keccak256)];
      }),
      joinedChange({ firstBlock: number, firstHeader: firstHeaderOf(number) }, chain.keccak256),
      joiningChange(false, chain.keccak256),
      ...records,
    ]);
  }
}

function blockRecord(header: BlockHeader, { transactions = [], receipts = [] }: BlockParts) {
  const { common } = header;
  const decoded = transactions.map((encoded) => decodeStored(encoded, common));
  const block = new Block(header, decoded, [], header.withdrawalsRoot && [], { common });
  const encoded = receipts.map((receipt) => encodeReceipt(receipt, new Bloom(undefined, common).bitvector));
  return { block, receipts, encodedReceipts: encodeReceipts(encoded) };
}
