import type { StateChanges } from '../state/state-source.ts';
import { TimeSlice } from '../time-slice.ts';
import { BlockParts } from './block-parts.ts';
import type { CheckParts } from './check-parts.ts';
import { ChunkError } from './chunk-error.ts';
import { chunkBytes, maxChunkBytes } from './format.ts';
import { type Item, type ListBounds, readItems } from './item.ts';
import { StateParts } from './state-parts.ts';

/** Gas that a transaction uses at the least: 21,000 (EIP-7623), of which no rule of before gave back more than a fifth. */
const leastGas = 16_800n;

/**
 * Holds the chunks of a snapshot, one after another, against the header of its block. Each is checked whole and alone:
 * one that is refused leaves everything as it was, and the same place may be tried again with another.
 */
export class ChunkCheck {
  /** Of the chunk that comes next. */
  index = 0;
  private block: BlockParts;
  private state: StateParts;

  /** How many transactions, and receipts, a block that used so much gas can have. */
  private readonly bounds: ListBounds;

  constructor(private readonly parts: CheckParts) {
    const most = Number(parts.header.gasUsed / leastGas);
    this.bounds = { transactions: most, receipts: most };
    this.block = new BlockParts(parts);
    this.state = new StateParts(parts);
  }

  /** All chunks were there. */
  get isWhole(): boolean {
    return this.index === this.parts.chunks;
  }

  /** The block's headers, transactions and receipts; there when it is whole. */
  get blockParts(): BlockParts {
    return this.block;
  }

  /** Takes the next chunk. @returns what the state has of it @throws ChunkError when it is not the next one */
  async take(chunk: Uint8Array): Promise<StateChanges> {
    if (chunk.length === 0) throw new ChunkError('it is empty');
    if (chunk.length > maxChunkBytes)
      throw new ChunkError(`it has ${chunk.length} bytes, and may have ${maxChunkBytes}`);
    const [block, state] = [this.block.copy(), this.state.copy()];
    const slice = new TimeSlice();
    let edge: Extract<Item, { kind: 'edge' }> | undefined;
    let length = 0;
    for (const { item, start, end } of readItems(chunk, this.bounds)) {
      await slice.rest();
      if (edge) throw new ChunkError('it goes on after its edge');
      if (item.kind === 'edge') {
        edge = item;
        continue;
      }
      if (start >= chunkBytes) throw new ChunkError('it does not end where chunks end');
      length = end;
      if (item.kind === 'account' || item.kind === 'code' || item.kind === 'slot') {
        if (!block.isWhole) throw new ChunkError('it brings a state before its block');
        state.add(item);
      } else block.add(item);
    }
    const isLast = this.index === this.parts.chunks - 1;
    if (isLast !== (edge === undefined)) throw new ChunkError('only the last one has no edge');
    if (!isLast && length < chunkBytes) throw new ChunkError('it does not end where chunks end');
    if (edge) state.expectEdge(edge);
    else {
      if (!block.isWhole) throw new ChunkError('it ends before the block is whole');
      state.expectEnd();
    }
    const changes = state.changes();
    this.block = block;
    this.state = state;
    this.index++;
    return changes;
  }
}
