import type { Hex } from 'viem';
import { z } from 'zod';
import { formatBlock } from '../format/block.ts';
import { toQuantity } from '../format/hex.ts';
import { formatReceipts } from '../format/receipt.ts';
import { type MethodTable, method } from '../method.ts';
import { findBlock } from '../resolve-block.ts';
import { blockNumber, blockReference, hash, noParams } from '../schema.ts';

const byHash = (blockHash: Hex) => ({ blockHash });

/** Blocks and what is counted in them. */
export const blockMethods: MethodTable = {
  eth_blockNumber: method(noParams, ({ chain }) => toQuantity(chain.head.header.number)),

  eth_getBlockByNumber: method(
    z.tuple([blockNumber, z.boolean().default(false)]),
    async ({ chain }, [number, full]) => {
      const block = await findBlock(chain, number);
      return block ? formatBlock(block, full) : null;
    },
  ),

  eth_getBlockByHash: method(
    z.tuple([hash, z.boolean().default(false)]),
    async ({ chain }, [blockHash, full]) => {
      const block = await findBlock(chain, byHash(blockHash));
      return block ? formatBlock(block, full) : null;
    },
  ),

  eth_getBlockTransactionCountByNumber: method(z.tuple([blockNumber]), async ({ chain }, [number]) => {
    const block = await findBlock(chain, number);
    return block ? toQuantity(block.transactions.length) : null;
  }),

  eth_getBlockTransactionCountByHash: method(z.tuple([hash]), async ({ chain }, [blockHash]) => {
    const block = await findBlock(chain, byHash(blockHash));
    return block ? toQuantity(block.transactions.length) : null;
  }),

  eth_getUncleCountByBlockNumber: method(z.tuple([blockNumber]), async ({ chain }, [number]) => {
    const block = await findBlock(chain, number);
    return block ? toQuantity(block.uncleHeaders.length) : null;
  }),

  eth_getUncleCountByBlockHash: method(z.tuple([hash]), async ({ chain }, [blockHash]) => {
    const block = await findBlock(chain, byHash(blockHash));
    return block ? toQuantity(block.uncleHeaders.length) : null;
  }),

  eth_getBlockReceipts: method(z.tuple([blockReference]), async ({ chain }, [reference]) => {
    const block = await findBlock(chain, reference);
    const receipts = block && (await chain.store.readReceipts(block.header.number));
    return block && receipts ? formatReceipts(receipts, block) : null;
  }),
};
