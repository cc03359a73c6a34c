import type { Block } from '@ethereumjs/block';
import type { TypedTransaction } from '@ethereumjs/tx';
import type { Receipt } from '../block/receipt.ts';

/** Bytes that a transaction and a receipt take as objects, apart from what they carry; measured. */
const [transactionObject, receiptObject, logObject] = [3_500, 300, 600];

/** The same of an address in an access list, of a slot there, and of an authorization. */
const [addressObject, slotObject, authorizationObject] = [400, 200, 1_000];

/** About how many bytes of memory a block takes: what transactions carry is there twice, as fields and encoded. */
export const weightOfBlock = ({ transactions }: Block): number =>
  transactions.reduce(
    (sum, tx) => sum + transactionObject + 2 * tx.serialize().length + weightOfLists(tx),
    transactionObject,
  );

/** Lists of small entries take many times the bytes that they have. */
function weightOfLists(tx: TypedTransaction): number {
  let weight = 0;
  if ('accessList' in tx)
    for (const [, slots] of tx.accessList) weight += addressObject + slots.length * slotObject;
  if ('authorizationList' in tx) weight += tx.authorizationList.length * authorizationObject;
  return weight;
}

/** The same of its receipts. */
export const weightOfReceipts = (receipts: readonly Receipt[]): number =>
  receipts.reduce(
    (sum, { logs }) =>
      sum + receiptObject + logs.reduce((bytes, [, , data]) => bytes + logObject + data.length, 0),
    receiptObject,
  );
