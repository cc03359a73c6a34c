import type { Block } from '@ethereumjs/block';
import type { Hex } from 'viem';
import type { Chain } from '../../chain/chain.ts';

/** Accounts' next nonces in the newest state, each read once a block: looking at what waits is cheap. */
export class HeadNonces {
  private head: Block | undefined;
  private known = new Map<Hex, bigint>();

  constructor(private readonly chain: Pick<Chain, 'head' | 'nonceOf'>) {}

  async of(sender: Hex): Promise<bigint> {
    const { head } = this.chain;
    if (this.head !== head) {
      this.head = head;
      this.known = new Map();
    }
    const { known } = this;
    const nonce = known.get(sender) ?? (await this.chain.nonceOf(sender));
    if (this.chain.head === head) known.set(sender, nonce);
    return nonce;
  }
}
