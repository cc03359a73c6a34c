import { z } from 'zod';
import { type Definitions, define } from '../define.ts';
import { address, blockNumber, hash, number, number64, optionalBlock } from '../parameters/index.ts';
import * as result from '../results/index.ts';

const pageSize = number;

/** What happened with an address, and inside a transaction: the API of Otterscan, level 8. */
export const otterscanMethods = {
  ots_getApiLevel: define('The level of the Otterscan API that is served.', [], result.integer),

  ots_hasCode: define(
    'True if an account has code.',
    [{ account: address }, { block: optionalBlock }],
    result.boolean,
  ),

  ots_getInternalOperations: define(
    'Ether that moved inside a mined transaction, and contracts that were created or destroyed there; what was reverted is left out.',
    [{ hash }],
    result.internalOperations,
  ),

  ots_getTransactionError: define(
    'What a mined transaction reverted with; 0x for one that did not.',
    [{ hash }],
    result.bytes,
  ),

  ots_traceTransaction: define('The calls of a mined transaction.', [{ hash }], result.flatCalls),

  ots_getBlockDetails: define(
    'A block by number without its transactions, and the fees that were paid in it.',
    [{ block: blockNumber }],
    z.nullable(result.blockDetails),
  ),

  ots_getBlockDetailsByHash: define(
    'A block by hash without its transactions, and the fees that were paid in it.',
    [{ hash }],
    z.nullable(result.blockDetails),
  ),

  ots_getBlockTransactions: define(
    'A page of the transactions of a block with receipts; pages count from 0 and have at most 500 transactions.',
    [{ block: blockNumber }, { page: number }, { pageSize }],
    z.nullable(result.blockTransactions),
  ),

  ots_searchTransactionsBefore: define(
    'Transactions that name an address, newest first, from before a block on (0: from the newest on). As many as asked for, at most 500, and the rest of the last block. Found are sender, recipient, created contract, and the contracts and addresses in logs.',
    [{ account: address }, { block: number64 }, { pageSize }],
    result.foundTransactions,
  ),

  ots_searchTransactionsAfter: define(
    'The same from after a block on (0: from the first on), also newest first.',
    [{ account: address }, { block: number64 }, { pageSize }],
    result.foundTransactions,
  ),

  ots_getTransactionBySenderAndNonce: define(
    'Hash of the mined transaction of a sender with a nonce; null if there is none.',
    [{ sender: address }, { nonce: number64 }],
    z.nullable(result.hash),
  ),

  ots_getContractCreator: define(
    'The transaction that created a contract, and who created it; null for what is no contract, or was there from the beginning.',
    [{ account: address }],
    z.nullable(result.contractCreator),
  ),

  erigon_getHeaderByNumber: define(
    'The header of a block by number or tag; Otterscan asks for it to see whom it talks to.',
    [{ block: blockNumber }],
    z.nullable(result.header),
  ),
} satisfies Definitions;
