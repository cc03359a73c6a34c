import { equalsBytes } from '@ethereumjs/util';
import { addressesOf } from '../block/addresses-of.ts';
import type { Chain } from '../chain/chain.ts';
import type { IndexedUpTo } from '../storage/appearances.ts';
import type { Change, KeyValueStore } from '../storage/key-value-store.ts';
import { keys } from '../storage/keys.ts';
import { TimeSlice } from '../time-slice.ts';
import { appearancesIn } from './appearances-in.ts';

/** Blocks, or transactions, that wait until they are written together: a read looks at them one by one until then. */
const [mostBlocks, mostTransactions] = [64, 2_000];
/** Lists that one write changes, and keys that one write removes. */
const mostChanges = 20_000;

/**
 * Keeps where addresses appear, from what blocks and receipts say. It follows the chain in writes of its own, some
 * blocks behind; what it lacks it makes good from the blocks, at its start too. Consensus knows nothing of it.
 */
export class AddressIndex {
  private steps: Promise<void> = Promise.resolve();
  /** Since the last write. */
  private waiting = { blocks: 0, transactions: 0 };
  private rewinds = 0;
  private closed = false;
  private gone: Uint8Array[] = [];

  /** @param onFailure is told why the index stops: reads say then how far it is. */
  constructor(
    private readonly chain: Chain,
    private readonly kv: KeyValueStore,
    private readonly onFailure: (error: unknown) => void,
  ) {
    chain.events.on('block', ({ block }) => {
      this.waiting.blocks++;
      this.waiting.transactions += block.transactions.length;
      if (this.waiting.blocks < mostBlocks && this.waiting.transactions < mostTransactions) return;
      this.waiting = { blocks: 0, transactions: 0 };
      this.enqueue(() => this.catchUp());
    });
    for (const moved of ['rewinding', 'joining'] as const) chain.events.on(moved, () => this.rewinds++);
    chain.events.on('removed', ({ block, receipts }) => {
      for (const [index, tx] of block.transactions.entries()) {
        this.gone.push(tx.getSenderAddress().bytes, ...addressesOf(tx, receipts[index]!));
      }
    });
    chain.events.on('rewind', ({ header }) => {
      const gone = this.gone;
      this.gone = [];
      const to = { number: header.number, hash: header.hash() };
      this.enqueue(() => this.goBack(to, gone));
    });
    chain.events.on('joined', () => this.enqueue(() => this.catchUp()));
    this.enqueue(() => this.begin());
  }

  /** Resolves when nothing is in work; what has come since then is made good at the next start. */
  async close(): Promise<void> {
    this.closed = true;
    await this.steps;
  }

  private enqueue(step: () => Promise<void>): void {
    this.steps = this.steps.then(async () => {
      if (this.closed) return;
      const { rewinds } = this;
      try {
        await step();
      } catch (error) {
        // What goes away while it is read is no failure: `rewind` comes next.
        if (this.rewinds !== rewinds) return;
        this.closed = true;
        this.onFailure(error);
      }
    });
  }

  /** An index of blocks that are not those of the chain is made anew: the process ended while it went back. */
  private async begin(): Promise<void> {
    const upTo = this.chain.store.appearances.readUpTo();
    const header = upTo && (await this.chain.store.readHeader(upTo.number));
    if (!upTo || !header || !equalsBytes(header.hash(), upTo.hash)) await this.clear();
    await this.catchUp();
  }

  private async clear(): Promise<void> {
    for (;;) {
      const changes: Change[] = [];
      for await (const key of this.kv.keys(...keys.appearancesRange)) {
        changes.push([Uint8Array.from(key), undefined]);
        if (changes.length === mostChanges) break;
      }
      if (changes.length === 0) break;
      await this.kv.write(changes);
    }
    const genesis = { number: 0n, hash: this.chain.genesis.hash() };
    await this.kv.write(this.chain.store.appearances.edit().changes(genesis));
  }

  private async catchUp(): Promise<void> {
    const { store } = this.chain;
    for (;;) {
      const { rewinds } = this;
      const upTo = store.appearances.readUpTo();
      const head = this.chain.head.header.number;
      if (!upTo || upTo.number >= head) return;
      const edit = store.appearances.edit();
      const slice = new TimeSlice();
      const first = store.readFirstBlock();
      let number = upTo.number + 1n < first ? first - 1n : upTo.number;
      let { hash } = upTo;
      let transactions = 0;
      while (number < head && transactions < mostTransactions && edit.size < mostChanges) {
        await slice.rest();
        number++;
        const [block, receipts] = [await store.readBlock(number), await store.readReceipts(number)];
        if (!block || !receipts) return;
        hash = block.hash();
        transactions += block.transactions.length;
        for (const [kind, address, appearance] of appearancesIn(block, receipts))
          edit.add(kind, address, appearance);
      }
      if (this.closed || this.rewinds !== rewinds) return;
      await this.kv.write(edit.changes({ number, hash }));
    }
  }

  /** Removes what blocks that are gone had. */
  private async goBack(to: IndexedUpTo, gone: readonly Uint8Array[]): Promise<void> {
    const { appearances } = this.chain.store;
    const upTo = appearances.readUpTo();
    if (!upTo || upTo.number <= to.number) return;
    const edit = appearances.edit();
    for (const address of gone)
      for (const kind of ['sent', 'named'] as const) edit.cut(kind, address, to.number);
    await this.kv.write(edit.changes(to));
  }
}
