import type { Block } from '@ethereumjs/block';
import { addressesOf } from '../block/addresses-of.ts';
import type { Receipt } from '../block/receipt.ts';
import type { Appearance, AppearanceKind } from '../storage/appearances.ts';

/** What a block adds to the lists, in order. */
export function* appearancesIn(
  block: Block,
  receipts: readonly Receipt[],
): Generator<[kind: AppearanceKind, address: Uint8Array, appearance: Appearance]> {
  for (const [index, tx] of block.transactions.entries()) {
    const appearance = { block: block.header.number, index };
    yield ['sent', tx.getSenderAddress().bytes, appearance];
    for (const address of addressesOf(tx, receipts[index]!)) yield ['named', address, appearance];
  }
}
