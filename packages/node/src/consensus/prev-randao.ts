import type { Block } from '@ethereumjs/block';
import type { Chain } from '../chain/chain.ts';

/** What PREVRANDAO gives in a block on `parent`: the hash of its hash, known in advance and no source of randomness. */
export const prevRandaoOn = (chain: Pick<Chain, 'keccak256'>, parent: Block): Uint8Array =>
  chain.keccak256(parent.hash());
