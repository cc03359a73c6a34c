import { bytesToHex, hexToBytes } from '@ethereumjs/util';
import type { Hex } from 'viem';
import type { Chain, CommittedBlock } from '../chain/chain.ts';

/** Those who wait at once, at most: who comes then does not wait. */
const mostWaiting = 10_000;

/** Who waits for the blocks of a chain: one look at each block serves them all. */
class Waiters {
  private readonly byHash = new Map<Hex, Set<(mined: boolean) => void>>();
  private count = 0;

  constructor(chain: Chain) {
    chain.events.on('block', this.look);
    chain.events.on('fault', () => {
      for (const hash of [...this.byHash.keys()]) this.tell(hash, false);
    });
  }

  /** `mined` resolves with true when a transaction is in a block, with false after so many milliseconds or an `end`. */
  wait(hash: Hex, milliseconds: number): { mined: Promise<boolean>; end(): void } {
    if (this.count >= mostWaiting) return { mined: Promise.resolve(false), end: () => undefined };
    const own = this.byHash.get(hash) ?? new Set();
    this.byHash.set(hash, own);
    let end: (mined: boolean) => void = () => undefined;
    const mined = new Promise<boolean>((resolve) => {
      // A node that has stopped waits for nobody.
      const timer = setTimeout(() => end(false), milliseconds).unref();
      end = (found) => {
        if (!own.delete(end)) return;
        clearTimeout(timer);
        this.count--;
        if (own.size === 0) this.byHash.delete(hash);
        resolve(found);
      };
    });
    this.count++;
    own.add(end);
    return { mined, end: () => end(false) };
  }

  private readonly look = ({ block }: CommittedBlock): void => {
    if (this.count === 0) return;
    for (const tx of block.transactions) this.tell(bytesToHex(tx.hash()), true);
  };

  private tell(hash: Hex, mined: boolean): void {
    for (const end of [...(this.byHash.get(hash) ?? [])]) end(mined);
  }
}

const waiters = new WeakMap<Chain, Waiters>();

/** True as soon as a transaction is in a block; false if it is in none after so many milliseconds, or the chain stops. */
export async function waitForBlock(chain: Chain, hash: Hex, milliseconds: number): Promise<boolean> {
  const own = waiters.get(chain) ?? new Waiters(chain);
  waiters.set(chain, own);
  // Registered first: no block comes between the look and the wait.
  const { mined, end } = own.wait(hash, milliseconds);
  try {
    return (await chain.store.findTransaction(hexToBytes(hash))) !== undefined || (await mined);
  } finally {
    end();
  }
}
