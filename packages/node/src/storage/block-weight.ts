import type { Block } from '@ethereumjs/block';
import type { Receipt } from '../block/receipt.ts';

/** Bytes that a transaction and a receipt take as objects, apart from what they carry; measured. */
const [transactionObject, receiptObject, logObject] = [3_500, 300, 600];

/** About how many bytes of memory a block takes: what transactions carry is there twice, as fields and encoded. */
export const weightOfBlock = ({ transactions }: Block): number =>
  transactions.reduce((sum, tx) => sum + transactionObject + 2 * tx.serialize().length, transactionObject);

/** The same of its receipts. */
export const weightOfReceipts = (receipts: readonly Receipt[]): number =>
  receipts.reduce(
    (sum, { logs }) =>
      sum + receiptObject + logs.reduce((bytes, [, , data]) => bytes + logObject + data.length, 0),
    receiptObject,
  );
