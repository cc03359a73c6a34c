import { z } from 'zod';
import { type Definitions, define } from '../define.ts';
import { blockNumber, blockReference, hash, quantity } from '../parameters/index.ts';
import * as result from '../results/index.ts';

const full = z.boolean().default(false);
const block = z.nullable(result.block);
const header = z.nullable(result.header);
const count = z.nullable(result.quantity);

/** Blocks and what is counted in them. */
export const blockMethods = {
  eth_blockNumber: define('Number of the newest block.', [], result.quantity),

  eth_getBlockByNumber: define(
    'A block by number or tag; `full` shows the transactions instead of their hashes.',
    [{ block: blockNumber }, { full }],
    block,
  ),

  eth_getBlockByHash: define(
    'A block by hash; `full` shows the transactions instead of their hashes.',
    [{ hash }, { full }],
    block,
  ),

  eth_getHeaderByNumber: define('The header of a block by number or tag.', [{ block: blockNumber }], header),

  eth_getHeaderByHash: define('The header of a block by hash.', [{ hash }], header),

  eth_getBlockTransactionCountByNumber: define(
    'How many transactions a block has.',
    [{ block: blockNumber }],
    count,
  ),

  eth_getBlockTransactionCountByHash: define('How many transactions a block has.', [{ hash }], count),

  eth_getUncleCountByBlockNumber: define(
    'How many uncles a block has: none on this chain.',
    [{ block: blockNumber }],
    count,
  ),

  eth_getUncleCountByBlockHash: define('How many uncles a block has: none on this chain.', [{ hash }], count),

  eth_getUncleByBlockNumberAndIndex: define(
    'An uncle of a block: there is none on this chain.',
    [{ block: blockNumber }, { index: quantity }],
    z.null(),
  ),

  eth_getUncleByBlockHashAndIndex: define(
    'An uncle of a block: there is none on this chain.',
    [{ hash }, { index: quantity }],
    z.null(),
  ),

  eth_getBlockReceipts: define(
    'All receipts of a block.',
    [{ block: blockReference }],
    z.nullable(z.array(result.receipt)),
  ),
} satisfies Definitions;
