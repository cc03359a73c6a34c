import type { Hex } from 'viem';
import type { Chain } from '../../chain/chain.ts';
import { EngineError, type EngineRpc } from '../../engine/engine-rpc.ts';
import type { Mempool, PoolEntry } from '../../mempool/mempool.ts';
import { readyOf } from '../../mempool/ready.ts';
import { remindOf } from './reminder.ts';
import { Reminders } from './reminders.ts';

/** What handing over works on. */
export interface HandOverParts {
  chain: Chain;
  pool: Mempool;
  engine: Pick<EngineRpc, 'broadcast'>;
  /** Is told of what went wrong while nobody waited for it; the next look tries again. */
  report(error: unknown, doing: string): void;
}

/** Milliseconds between two looks at the pool, and until what still waits is handed over again. */
const [lookEvery, againAfter] = [1_000, 2_000];

/** Transactions that one look hands over at the most. */
const mostAtOnce = 512;

/**
 * Hands what waits in the pool and could be in the next block to the engine, which tells the other nodes and wakes up.
 * The engine keeps its pool in memory and forgets it with its process: whatever has not been mined after a while is
 * handed over again, for as long as it waits here. Where no block has come meanwhile the peers may have refused it, which
 * an engine that waits for transactions would wait for without end: they are reminded of the first ones.
 */
export class HandOver {
  /** When each was handed over last, or came; what is absent is due. */
  private readonly since = new Map<Hex, number>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private readonly reminders = new Reminders();

  constructor(private readonly parts: HandOverParts) {
    const { pool } = parts;
    pool.events.on('added', ({ hash }) => this.since.set(hash, performance.now()));
    pool.events.on('removed', ({ hash }) => this.since.delete(hash));
  }

  start(): void {
    this.timer = setInterval(() => this.look(), lookEvery);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.looking;
  }

  /** The engine is a new process: it has nothing. */
  forget(): void {
    this.since.clear();
    this.look();
  }

  /** Hands over a transaction that was sent to this node, and those behind it that have waited for it. */
  async submit({ sender, tx }: PoolEntry): Promise<void> {
    await this.give((await this.readyOf(sender)).filter((entry) => entry.tx.nonce >= tx.nonce));
  }

  /** The engine brought a transaction of a peer: hands over those behind it that have waited for it here. */
  follow({ sender, tx }: PoolEntry): void {
    if (!this.parts.pool.of(sender).has(tx.nonce + 1n)) return;
    this.readyOf(sender)
      .then((ready) => this.give(ready.filter((entry) => entry.tx.nonce > tx.nonce)))
      .catch((error: unknown) => this.parts.report(error, 'handing transactions over'));
  }

  private look(): void {
    if (this.parts.pool.size === 0) return;
    this.looking ??= this.giveDue()
      .catch((error: unknown) => this.parts.report(error, 'handing transactions over'))
      .finally(() => {
        this.looking = undefined;
      });
  }

  private async giveDue(): Promise<void> {
    const due = await this.due();
    if (due.length === 0) return;
    await this.give(due);
    await this.give(this.reminders.choose(due, this.parts.chain.head.header.number), remindOf);
  }

  /** What was handed over longest ago comes first, so that the many of one sender keep nobody waiting for ever. */
  private async due(): Promise<PoolEntry[]> {
    const before = performance.now() - againAfter;
    const due: { entry: PoolEntry; since: number }[] = [];
    for (const [sender] of [...this.parts.pool.senders()])
      for (const entry of await this.readyOf(sender)) {
        const since = this.since.get(entry.hash) ?? -Infinity;
        if (since <= before) due.push({ entry, since });
      }
    return due
      .sort((a, b) => a.since - b.since)
      .slice(0, mostAtOnce)
      .map(({ entry }) => entry);
  }

  private async readyOf(sender: Hex): Promise<PoolEntry[]> {
    const { chain, pool } = this.parts;
    const nonce = await chain.headNonces.of(sender);
    return [...readyOf(pool, sender, nonce, chain.head.header.calcNextBaseFee())];
  }

  /** @param told what the engine gets of a transaction */
  private async give(
    entries: readonly PoolEntry[],
    told = (transaction: Uint8Array) => transaction,
  ): Promise<void> {
    await Promise.all(
      entries.map(async ({ hash, tx }) => {
        this.since.set(hash, performance.now());
        try {
          await this.parts.engine.broadcast(told(tx.serialize()));
        } catch (error) {
          // It has it already, is full, or is not there: it is asked again.
          if (!(error instanceof EngineError)) throw error;
        }
        if (!this.parts.pool.get(hash)) this.since.delete(hash);
      }),
    );
  }
}
