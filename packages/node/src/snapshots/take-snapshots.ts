import type { Chain } from '../chain/chain.ts';
import { damaged } from '../storage/sealed-record.ts';
import { TimeSlice } from '../time-slice.ts';
import { cutChunks } from './cut-chunks.ts';
import { encodeMetadata } from './metadata.ts';
import type { Snapshot, SnapshotFolder } from './snapshot-folder.ts';

/** Milliseconds that a block may have to wait for a snapshot that is being taken, each time that it needs the thread. */
const longestSlice = 2;

/** What taking snapshots works on. */
export interface SnapshotParts {
  chain: Chain;
  folder: SnapshotFolder;
  /** Blocks from one to the next. */
  every: number;
  /** Is told of each that is there. */
  taken(snapshot: Snapshot, seconds: number): void;
  /** Is told why there is none of a block; the next one is tried. */
  failed(error: unknown, block: bigint): void;
}

/** The node stops: what is being taken is left. */
class Left extends Error {}

/**
 * Takes a snapshot of every so many-th block, beside the chain: its state is held until all of it was read, in slices
 * between which blocks go on. One at a time; a block whose turn comes meanwhile has none.
 */
export class TakeSnapshots {
  private work: Promise<void> | undefined;
  private stopping = false;

  constructor(private readonly parts: SnapshotParts) {}

  /** The head is a block that came with this block of the engine. */
  committed(height: bigint): void {
    const { header } = this.parts.chain.head;
    if (header.number % BigInt(this.parts.every) !== 0n || this.work || this.stopping) return;
    this.work = this.take(height)
      .catch((error: unknown) => {
        if (!(error instanceof Left)) this.parts.failed(error, header.number);
      })
      .finally(() => {
        this.work = undefined;
      });
  }

  /** Resolves when the snapshot in work is there, or could not be. */
  async settled(): Promise<void> {
    await this.work;
  }

  /** Leaves what is being taken. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.work;
  }

  private async take(height: bigint): Promise<void> {
    const { chain, folder } = this.parts;
    const block = chain.head;
    const { number } = block.header;
    const { source: state, release } = chain.holdState(block.header);
    const start = performance.now();
    try {
      const receipts = await chain.store.readReceipts(number);
      if (!receipts) throw damaged(`the receipts of block ${number} are not there`);
      const header = async (before: bigint) => {
        const found = await chain.store.readHeader(before);
        if (!found) throw damaged(`the header of block ${before} is not there`);
        return found;
      };
      const source = { block, receipts, state, keccak256: chain.keccak256, header };
      const chunks = this.whileRunning(cutChunks(source, new TimeSlice(longestSlice)));
      const metadata = encodeMetadata(chain.genesis.hash(), block.header);
      const snapshot = await folder.add({ block: number, height, hash: block.hash(), metadata }, chunks);
      this.parts.taken(snapshot, (performance.now() - start) / 1_000);
    } finally {
      release();
    }
  }

  private async *whileRunning(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      if (this.stopping) throw new Left();
      yield chunk;
    }
  }
}
