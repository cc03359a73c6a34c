import { z } from 'zod';
import { type Definitions, define } from '../define.ts';
import { blockNumber, callRequest, data, hash, number, quantity } from '../parameters/index.ts';
import * as result from '../results/index.ts';

const transaction = z.nullable(result.transaction);
const raw = z.nullable(result.bytes);

/** Transactions, waiting and mined. */
export const transactionMethods = {
  eth_sendRawTransaction: define(
    'Submits a signed transaction and gives its hash.',
    [{ transaction: data }],
    result.hash,
  ),

  eth_sendRawTransactionSync: define(
    'Submits a signed transaction and gives its receipt (EIP-7966). Waits at most so many milliseconds, 20,000 unless told otherwise, and no more than 60,000; then it is error 4 with the hash, and the transaction waits on.',
    [{ transaction: data }, { timeout: number.nullish() }],
    result.receipt,
  ),

  eth_fillTransaction: define(
    'A transaction with type, nonce, gas and fees filled in, for its sender to sign.',
    [{ transaction: callRequest }],
    result.filledTransaction,
  ),

  eth_getTransactionByHash: define('A transaction, mined or waiting.', [{ hash }], transaction),

  eth_getRawTransactionByHash: define('A transaction, mined or waiting, as it was signed.', [{ hash }], raw),

  eth_getTransactionByBlockNumberAndIndex: define(
    'A mined transaction by its place.',
    [{ block: blockNumber }, { index: quantity }],
    transaction,
  ),

  eth_getTransactionByBlockHashAndIndex: define(
    'A mined transaction by its place.',
    [{ hash }, { index: quantity }],
    transaction,
  ),

  eth_getRawTransactionByBlockNumberAndIndex: define(
    'A mined transaction by its place, as it was signed.',
    [{ block: blockNumber }, { index: quantity }],
    raw,
  ),

  eth_getRawTransactionByBlockHashAndIndex: define(
    'A mined transaction by its place, as it was signed.',
    [{ hash }, { index: quantity }],
    raw,
  ),

  eth_getTransactionReceipt: define(
    'The receipt of a mined transaction.',
    [{ hash }],
    z.nullable(result.receipt),
  ),
} satisfies Definitions;
