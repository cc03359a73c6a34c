import { Block, type BlockHeader, createBlockHeader } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import type { TypedTransaction } from '@ethereumjs/tx';
import { Bloom } from '@ethereumjs/vm';
import { encodeReceipt, encodeReceipts, type Receipt } from '../block/receipt.ts';
import type { BlockRecord } from '../storage/chain-store.ts';
import { orderedRoot } from '../trie/ordered-root.ts';

/** A transaction that ran, and what it left behind. */
export interface RanTransaction {
  tx: TypedTransaction;
  receipt: Receipt;
  /** Of the receipt's logs. */
  bloom: Bloom;
}

/**
 * Puts what running left behind into a header, and the transactions under it. The receipts are encoded here, once.
 * @param open the header as the transactions saw it
 */
export async function closeBlock(
  open: BlockHeader,
  ran: readonly RanTransaction[],
  stateRoot: Uint8Array,
  common: Common,
): Promise<BlockRecord> {
  const keccak256 = common.customCrypto.keccak256!;
  const transactions = ran.map(({ tx }) => tx);
  const receipts = ran.map(({ receipt }) => receipt);
  const encoded = ran.map(({ receipt, bloom }) => encodeReceipt(receipt, bloom.bitvector));
  const logsBloom = new Bloom(undefined, common);
  for (const { bloom } of ran) logsBloom.or(bloom);
  const header = createBlockHeader(
    {
      ...open,
      stateRoot,
      gasUsed: receipts.at(-1)?.cumulativeGas ?? 0n,
      logsBloom: logsBloom.bitvector,
      transactionsTrie: orderedRoot(
        transactions.map((tx) => tx.serialize()),
        keccak256,
      ),
      receiptTrie: orderedRoot(
        encoded.map(({ consensus }) => consensus),
        keccak256,
      ),
    },
    { common },
  );
  const block = new Block(header, transactions, [], [], { common });
  return { block, receipts, encodedReceipts: encodeReceipts(encoded) };
}
