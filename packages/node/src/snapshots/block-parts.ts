import { type BlockHeader, createBlockHeaderFromRLP } from '@ethereumjs/block';
import { equalsBytes } from '@ethereumjs/util';
import { decodeConsensusReceipts, type Receipt } from '../block/receipt.ts';
import { orderedRoot } from '../trie/ordered-root.ts';
import type { CheckParts } from './check-parts.ts';
import { ChunkError } from './chunk-error.ts';
import { firstHeaderOf } from './format.ts';
import type { Item } from './item.ts';

type BlockItem = Extract<Item, { kind: 'header' | 'transactions' | 'receipts' }>;

/** What a snapshot brings of its block and of those before it, in this order: headers, transactions, receipts. */
export class BlockParts {
  /** The newest first. */
  readonly headers: Uint8Array[] = [];
  transactions: readonly Uint8Array[] | undefined;
  receipts: readonly Receipt[] | undefined;
  /** Hash of the header that comes next, and how many there are still to come. */
  private parentHash: Uint8Array;
  private left: number;

  constructor(private readonly parts: Pick<CheckParts, 'header' | 'keccak256'>) {
    const { number, parentHash } = parts.header;
    this.parentHash = parentHash;
    this.left = Number(number - firstHeaderOf(number));
  }

  copy(): BlockParts {
    const copy = new BlockParts(this.parts);
    copy.headers.push(...this.headers);
    copy.parentHash = this.parentHash;
    copy.left = this.left;
    copy.transactions = this.transactions;
    copy.receipts = this.receipts;
    return copy;
  }

  get isWhole(): boolean {
    return this.receipts !== undefined;
  }

  /** @throws ChunkError when it is not what comes next */
  add(item: BlockItem): void {
    const { header, keccak256 } = this.parts;
    if (item.kind === 'header') {
      if (this.left === 0) throw new ChunkError('it brings a header too many');
      this.addHeader(item.encoded);
    } else if (item.kind === 'transactions') {
      if (this.left > 0 || this.transactions)
        throw new ChunkError('its transactions come in the wrong place');
      if (!equalsBytes(orderedRoot(item.encoded, keccak256), header.transactionsTrie))
        throw new ChunkError('its transactions are not those of the block');
      this.transactions = item.encoded.map((each) => each.slice());
    } else {
      if (!this.transactions || this.receipts) throw new ChunkError('its receipts come in the wrong place');
      if (!equalsBytes(orderedRoot(item.encoded, keccak256), header.receiptTrie))
        throw new ChunkError('its receipts are not those of the block');
      this.receipts = decodeConsensusReceipts(item.encoded.map((each) => each.slice()));
    }
  }

  private addHeader(encoded: Uint8Array): void {
    const { header, keccak256 } = this.parts;
    if (!equalsBytes(keccak256(encoded), this.parentHash))
      throw new ChunkError('a header is not the parent of the one before it');
    const decoded: BlockHeader = createBlockHeaderFromRLP(encoded, {
      common: header.common,
      setHardfork: true,
    });
    this.headers.push(encoded.slice());
    this.parentHash = decoded.parentHash;
    this.left--;
  }
}
