import { z } from 'zod';
import { formatBlock, formatHeader } from '../format/block.ts';
import { toQuantity } from '../format/hex.ts';
import { formatReceipts } from '../format/receipt.ts';
import { type MethodTable, method } from '../method.ts';
import { findBlock } from '../resolve-block.ts';
import * as result from '../results/index.ts';
import { blockNumber, blockReference, hash } from '../schema.ts';

const full = z.boolean().default(false);
const block = z.nullable(result.block);
const header = z.nullable(result.header);
const count = z.nullable(result.quantity);

/** Blocks and what is counted in them. */
export const blockMethods: MethodTable = {
  eth_blockNumber: method('Number of the newest block.', {}, result.quantity, ({ chain }) =>
    toQuantity(chain.head.header.number),
  ),

  eth_getBlockByNumber: method(
    'A block by number or tag; `full` shows the transactions instead of their hashes.',
    { block: blockNumber, full },
    block,
    async ({ chain }, { block: number, full }) => {
      const found = await findBlock(chain, number);
      return found ? formatBlock(found, full) : null;
    },
  ),

  eth_getBlockByHash: method(
    'A block by hash; `full` shows the transactions instead of their hashes.',
    { hash, full },
    block,
    async ({ chain }, { hash: blockHash, full }) => {
      const found = await findBlock(chain, { blockHash });
      return found ? formatBlock(found, full) : null;
    },
  ),

  eth_getHeaderByNumber: method(
    'The header of a block by number or tag.',
    { block: blockNumber },
    header,
    async ({ chain }, { block: number }) => {
      const found = await findBlock(chain, number);
      return found ? formatHeader(found.header) : null;
    },
  ),

  eth_getHeaderByHash: method(
    'The header of a block by hash.',
    { hash },
    header,
    async ({ chain }, { hash: blockHash }) => {
      const found = await findBlock(chain, { blockHash });
      return found ? formatHeader(found.header) : null;
    },
  ),

  eth_getBlockTransactionCountByNumber: method(
    'How many transactions a block has.',
    { block: blockNumber },
    count,
    async ({ chain }, { block: number }) => {
      const found = await findBlock(chain, number);
      return found ? toQuantity(found.transactions.length) : null;
    },
  ),

  eth_getBlockTransactionCountByHash: method(
    'How many transactions a block has.',
    { hash },
    count,
    async ({ chain }, { hash: blockHash }) => {
      const found = await findBlock(chain, { blockHash });
      return found ? toQuantity(found.transactions.length) : null;
    },
  ),

  eth_getUncleCountByBlockNumber: method(
    'How many uncles a block has: none on this chain.',
    { block: blockNumber },
    count,
    async ({ chain }, { block: number }) => {
      const found = await findBlock(chain, number);
      return found ? toQuantity(found.uncleHeaders.length) : null;
    },
  ),

  eth_getUncleCountByBlockHash: method(
    'How many uncles a block has: none on this chain.',
    { hash },
    count,
    async ({ chain }, { hash: blockHash }) => {
      const found = await findBlock(chain, { blockHash });
      return found ? toQuantity(found.uncleHeaders.length) : null;
    },
  ),

  eth_getBlockReceipts: method(
    'All receipts of a block.',
    { block: blockReference },
    z.nullable(z.array(result.receipt)),
    async ({ chain }, { block: reference }) => {
      const found = await findBlock(chain, reference);
      const receipts = found && (await chain.store.readReceipts(found.header.number));
      return found && receipts ? formatReceipts(receipts, found) : null;
    },
  ),
};
