import { blockMethods } from '@evm-ml/rpc';
import { formatBlock, formatHeader, formatPending, unknownYet } from '../format/block.ts';
import { toQuantity } from '../format/hex.ts';
import { formatReceipts } from '../format/receipt.ts';
import { serveReads } from '../method.ts';
import { findBlock } from '../resolve-block.ts';

/** Blocks and what is counted in them. */
export const blockHandlers = serveReads(blockMethods, {
  eth_blockNumber: ({ chain }) => toQuantity(chain.head.header.number),

  eth_getBlockByNumber: async ({ chain }, { block: number, full }) => {
    const found = await findBlock(chain, number);
    if (!found) return null;
    return found === chain.pending ? formatPending(found, full) : formatBlock(found, full);
  },

  eth_getBlockByHash: async ({ chain }, { hash: blockHash, full }) => {
    const found = await findBlock(chain, { blockHash });
    return found ? formatBlock(found, full) : null;
  },

  eth_getHeaderByNumber: async ({ chain }, { block: number }) => {
    const found = await findBlock(chain, number);
    if (!found) return null;
    const shown = formatHeader(found.header);
    return found === chain.pending ? { ...shown, ...unknownYet } : shown;
  },

  eth_getHeaderByHash: async ({ chain }, { hash: blockHash }) => {
    const found = await findBlock(chain, { blockHash });
    return found ? formatHeader(found.header) : null;
  },

  eth_getBlockTransactionCountByNumber: async ({ chain }, { block: number }) => {
    const found = await findBlock(chain, number);
    return found ? toQuantity(found.transactions.length) : null;
  },

  eth_getBlockTransactionCountByHash: async ({ chain }, { hash: blockHash }) => {
    const found = await findBlock(chain, { blockHash });
    return found ? toQuantity(found.transactions.length) : null;
  },

  eth_getUncleCountByBlockNumber: async ({ chain }, { block: number }) => {
    const found = await findBlock(chain, number);
    return found ? toQuantity(found.uncleHeaders.length) : null;
  },

  eth_getUncleCountByBlockHash: async ({ chain }, { hash: blockHash }) => {
    const found = await findBlock(chain, { blockHash });
    return found ? toQuantity(found.uncleHeaders.length) : null;
  },

  eth_getUncleByBlockNumberAndIndex: () => null,

  eth_getUncleByBlockHashAndIndex: () => null,

  eth_getBlockReceipts: async ({ chain }, { block: reference }) => {
    const found = await findBlock(chain, reference);
    // What is pending has none yet, though a block of its number may be there by now.
    if (!found || found === chain.pending) return null;
    const receipts = await chain.store.readReceipts(found.header.number);
    return receipts ? formatReceipts(receipts, found) : null;
  },
});
