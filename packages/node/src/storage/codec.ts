import type { Block } from '@ethereumjs/block';
import { RLP } from '@ethereumjs/rlp';
import { bytesToBigInt } from '@ethereumjs/util';
import { bytes, decode, type Item, list, number, unsigned } from '../block/rlp.ts';

/** The newest block. */
export interface Head {
  number: bigint;
  hash: Uint8Array;
}

export const encodeHead = ({ number, hash }: Head): Uint8Array => RLP.encode([unsigned(number), hash]);

export function decodeHead(encoded: Uint8Array): Head {
  const [block, hash] = list(decode(encoded));
  return { number: number(block), hash: bytes(hash) };
}

/** The first field of an encoded header, its parent's hash: a header is a list of 256 to 65,535 bytes. */
export const parentHashOf = (header: Uint8Array): Uint8Array => header.subarray(4, 36);

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
