import { type BlockNumber, type BlockTag, numberToHex } from 'viem';

/** On the state of which block a question is answered; the newest if nothing is said. */
export interface AtBlock {
  readonly blockNumber?: BlockNumber;
  readonly blockTag?: BlockTag;
}

/** The block as JSON-RPC names it. */
export const toBlock = ({ blockNumber, blockTag = 'latest' }: AtBlock): string =>
  blockNumber === undefined ? blockTag : numberToHex(blockNumber);
