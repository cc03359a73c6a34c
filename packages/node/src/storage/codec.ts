import type { Block } from '@ethereumjs/block';
import type { Log } from '@ethereumjs/evm';
import { RLP } from '@ethereumjs/rlp';
import { bigIntToUnpaddedBytes, bytesToBigInt } from '@ethereumjs/util';
import type { Receipt } from '../chain/receipt.ts';

type Item = Uint8Array | Item[];

const list = (item: Item | undefined): Item[] => {
  if (!Array.isArray(item)) throw new Error('expected a list in a stored record');
  return item;
};
const bytes = (item: Item | undefined): Uint8Array => {
  if (!(item instanceof Uint8Array)) throw new Error('expected bytes in a stored record');
  return item;
};
const number = (item: Item | undefined): bigint => bytesToBigInt(bytes(item));
const unsigned = bigIntToUnpaddedBytes;
const decode = (encoded: Uint8Array): Item => RLP.decode(encoded) as Item;

/** Receipts of one block: `[[type, success, cumulativeGas, gasUsed, [[address, [topic], data]]]]` in RLP. */
export function encodeReceipts(receipts: readonly Receipt[]): Uint8Array {
  return RLP.encode(
    receipts.map(({ type, success, stateRoot, cumulativeGas, gasUsed, logs }) => [
      unsigned(BigInt(type)),
      stateRoot ?? unsigned(success ? 1n : 0n),
      unsigned(cumulativeGas),
      unsigned(gasUsed),
      logs,
    ]),
  );
}

export function decodeReceipts(encoded: Uint8Array): Receipt[] {
  return list(decode(encoded)).map((entry) => {
    const [type, outcome, cumulativeGas, gasUsed, logs] = list(entry);
    const isRoot = bytes(outcome).length === 32;
    return {
      type: Number(number(type)),
      success: isRoot || number(outcome) === 1n,
      ...(isRoot && { stateRoot: bytes(outcome) }),
      cumulativeGas: number(cumulativeGas),
      gasUsed: number(gasUsed),
      logs: list(logs).map((log): Log => {
        const [address, topics, data] = list(log);
        return [bytes(address), list(topics).map(bytes), bytes(data)];
      }),
    };
  });
}

/** Place of a transaction in the chain. */
export interface TransactionPlace {
  block: bigint;
  index: number;
}

export const encodePlace = ({ block, index }: TransactionPlace): Uint8Array =>
  RLP.encode([unsigned(block), unsigned(BigInt(index))]);

export function decodePlace(encoded: Uint8Array): TransactionPlace {
  const [block, index] = list(decode(encoded));
  return { block: number(block), index: Number(number(index)) };
}

/** What a block has besides its header: transactions in their own encoding, uncles, withdrawals. */
export interface Body {
  transactions: Uint8Array[];
  uncles: Uint8Array[][];
  withdrawals: Uint8Array[][];
}

export const encodeBody = (block: Block): Uint8Array =>
  RLP.encode([
    block.transactions.map((tx) => tx.serialize()),
    block.uncleHeaders.map((uncle) => uncle.raw()),
    (block.withdrawals ?? []).map((withdrawal) => withdrawal.raw()),
  ]);

export function decodeBody(encoded: Uint8Array): Body {
  const [transactions, uncles, withdrawals] = list(decode(encoded));
  const rows = (item: Item | undefined) => list(item).map((row) => list(row).map(bytes));
  return {
    transactions: list(transactions).map(bytes),
    uncles: rows(uncles),
    withdrawals: rows(withdrawals),
  };
}

export const encodeNumber = unsigned;
export const decodeNumber = bytesToBigInt;
