import { bytesToHex, type Hex } from 'viem';
import type { Chain } from '../../chain/chain.ts';
import type { Mempool } from '../../mempool/mempool.ts';

/**
 * Measures how long transactions that were sent to this node take until they are final. No more are remembered than
 * wait in the pool.
 */
export class TimeToFinal {
  private readonly since = new Map<Hex, number>();

  private readonly pool: Pick<Mempool, 'get'>;

  /** @param final is told of each, in seconds */
  constructor(
    { chain, pool }: { chain: Pick<Chain, 'events'>; pool: Mempool },
    final: (seconds: number) => void,
  ) {
    this.pool = pool;
    chain.events.on('block', ({ block }) => {
      if (this.since.size === 0) return;
      const now = performance.now();
      for (const tx of block.transactions) {
        const start = this.since.get(bytesToHex(tx.hash()));
        if (start !== undefined) final((now - start) / 1_000);
      }
    });
    pool.events.on('removed', ({ hash }) => this.since.delete(hash));
  }

  /** A transaction was sent to this node, and waits in its pool, unless another has taken its place by now. */
  sent(hash: Hex): void {
    if (this.pool.get(hash)) this.since.set(hash, performance.now());
  }
}
