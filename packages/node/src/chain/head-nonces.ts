import type { Block } from '@ethereumjs/block';
import type { Hex } from 'viem';
import { TimeSlice } from '../time-slice.ts';

/** The newest block, and accounts in its state. */
interface Head {
  readonly head: Block;
  nonceOf(address: Hex): Promise<bigint>;
}

/**
 * Next nonces, in the newest state, of accounts whose transactions wait. Each is read once a block, whoever asks:
 * looking at what waits is cheap.
 */
export class HeadNonces {
  private head: Block | undefined;
  private known = new Map<Hex, bigint | Promise<bigint>>();
  private readonly slice = new TimeSlice();

  constructor(private readonly chain: Head) {}

  of(sender: Hex): bigint | Promise<bigint> {
    if (this.head !== this.chain.head) {
      this.head = this.chain.head;
      this.known = new Map();
    }
    return this.known.get(sender) ?? this.read(sender);
  }

  private read(sender: Hex): Promise<bigint> {
    const { known } = this;
    const read = async () => {
      try {
        await this.slice.rest();
        const { head } = this.chain;
        const nonce = await this.chain.nonceOf(sender);
        if (this.known === known && this.head === head) known.set(sender, nonce);
        else known.delete(sender);
        return nonce;
      } catch (error) {
        known.delete(sender);
        throw error;
      }
    };
    const reading = read();
    known.set(sender, reading);
    return reading;
  }
}
