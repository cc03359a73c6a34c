import {
  Block,
  type BlockHeader,
  createBlockHeaderFromBytesArray,
  createBlockHeaderFromRLP,
} from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import {
  bytesToHex,
  createWithdrawalFromBytesArray,
  equalsBytes,
  type WithdrawalBytes,
} from '@ethereumjs/util';
import { decodeStored } from '../block/impersonate.ts';
import { decodeReceipts, encodeReceipts, type Receipt } from '../block/receipt.ts';
import type { Keccak256 } from '../crypto/keccak.ts';
import { TimeSlice } from '../time-slice.ts';
import { Appearances } from './appearances.ts';
import { weightOfBlock, weightOfReceipts } from './block-weight.ts';
import { BoundedMap } from './bounded-map.ts';
import * as codec from './codec.ts';
import { formatChange, hasChain } from './format-version.ts';
import { beginAlike, HashIndex, type HashPlace } from './hash-index.ts';
import { BlockAbsent, readJoined } from './joined.ts';
import { type Change, type KeyValueStore, StorageError } from './key-value-store.ts';
import { keys } from './keys.ts';
import { damaged, openRecord, type Place, sealRecord } from './sealed-record.ts';

/** Bytes of memory for blocks that were read or written last, and for their receipts. */
const [blockMemory, receiptMemory] = [2 ** 24, 2 ** 23];

/** A block with all that is stored of it. */
export interface BlockRecord {
  readonly block: Block;
  readonly receipts: readonly Receipt[];
  /** The receipts as the database has them. */
  readonly encodedReceipts: Uint8Array;
}

/** The record of a block without transactions. */
export const withoutReceipts = (block: Block): BlockRecord => ({
  block,
  receipts: [],
  encodedReceipts: encodeReceipts([]),
});

/** A mined transaction: its block, and its index there. */
export interface MinedTransaction {
  block: Block;
  index: number;
}

/**
 * Blocks, receipts and their indexes in a key-value store. Every record carries a checksum over itself, its key and,
 * for the parts of a block, that block's hash; a header is held against its child, what an index leads to against the
 * hash that was asked for. What is absent where it should not be is damage, and an error like any other damage.
 */
export class ChainStore {
  private readonly blocks = new BoundedMap<bigint, Block>(blockMemory);
  private readonly receipts = new BoundedMap<bigint, readonly Receipt[]>(receiptMemory);
  private readonly index: HashIndex;
  /** Where addresses appear, as far as somebody keeps that. */
  readonly appearances: Appearances;

  constructor(
    private readonly store: KeyValueStore,
    private readonly common: Common,
    private readonly keccak256: Keccak256,
  ) {
    this.index = new HashIndex(store, keccak256);
    this.appearances = new Appearances(store, keccak256);
  }

  /** Number of the newest block; `undefined` in an empty store. Refuses a store of another format. */
  async readHead(): Promise<bigint | undefined> {
    if (!(await hasChain(this.store, this.keccak256))) return undefined;
    return (await this.requireHead()).number;
  }

  /** Number of the first block after genesis that is here with its transactions. @throws StorageError */
  readFirstBlock(): bigint {
    return readJoined(this.store, this.keccak256)?.firstBlock ?? 1n;
  }

  /** A header; `undefined` beyond the head. @throws StorageError, BlockAbsent */
  async readHeader(number: bigint): Promise<BlockHeader | undefined> {
    const cached = this.blocks.get(number);
    if (cached) return cached.header;
    const encoded = await this.readEncodedHeader(number);
    if (!encoded) return undefined;
    await this.assertLinked(number, this.keccak256(encoded));
    return createBlockHeaderFromRLP(encoded, { common: this.common, setHardfork: true });
  }

  /** A block; `undefined` beyond the head. @throws StorageError, BlockAbsent */
  async readBlock(number: bigint): Promise<Block | undefined> {
    const cached = this.blocks.get(number);
    if (cached) return cached;
    const header = await this.readHeader(number);
    return header && this.readRest(header);
  }

  /**
   * The block with this number and this hash, which the caller knows to be of the chain.
   * @throws StorageError when it is not there
   */
  async readNamed(number: bigint, hash: Uint8Array): Promise<Block> {
    const cached = this.blocks.get(number);
    if (cached && equalsBytes(cached.hash(), hash)) return cached;
    const encoded = await this.readEncodedHeader(number);
    if (!encoded || !equalsBytes(this.keccak256(encoded), hash))
      throw damaged(`block ${number} is another one`);
    const header = createBlockHeaderFromRLP(encoded, { common: this.common, setHardfork: true });
    return this.readRest(header);
  }

  /** The receipts of a block; `undefined` beyond the head. @throws StorageError, BlockAbsent */
  async readReceipts(number: bigint): Promise<readonly Receipt[] | undefined> {
    const cached = this.receipts.get(number);
    if (cached) return cached;
    const header = await this.readHeader(number);
    if (!header) return undefined;
    const receipts = decodeReceipts(await this.readPart(header, keys.receipts(number), 'receipts'));
    this.receipts.set(number, receipts, weightOfReceipts(receipts));
    return receipts;
  }

  /** Number of the block with this hash; `undefined` if none has it. @throws StorageError */
  async readNumber(blockHash: Uint8Array): Promise<bigint | undefined> {
    for (const { block, index } of this.index.find(blockHash)) {
      const header = index === undefined ? await this.readHeader(block) : undefined;
      if (header && this.isNamed(header.hash(), blockHash, `block ${bytesToHex(blockHash)}`)) return block;
    }
    return undefined;
  }

  /** The transaction with this hash in its block; `undefined` if none has it. @throws StorageError */
  async findTransaction(transactionHash: Uint8Array): Promise<MinedTransaction | undefined> {
    for (const { block: number, index } of this.index.find(transactionHash)) {
      const block = index === undefined ? undefined : await this.readBlock(number);
      if (!block || index === undefined) continue;
      const what = `transaction ${bytesToHex(transactionHash)}`;
      const found = block.transactions[index];
      if (this.isNamed(found?.hash(), transactionHash, what)) return { block, index };
    }
    return undefined;
  }

  /** Writes the records of a block that becomes the head, and the changes that come with it, in one batch. */
  async writeBlock(
    { block, receipts, encodedReceipts }: BlockRecord,
    changes: readonly Change[],
  ): Promise<void> {
    const { number } = block.header;
    const blockHash = block.hash();
    const records: Change[] = [
      formatChange(this.keccak256),
      this.record({ key: keys.meta('head') }, codec.encodeHead({ number, hash: blockHash })),
      this.record({ key: keys.header(number) }, block.header.serialize()),
      this.record({ key: keys.body(number), blockHash }, codec.encodeBody(block)),
      this.record({ key: keys.receipts(number), blockHash }, encodedReceipts),
    ];
    const index = number === 0n ? this.index.begin() : this.index.edit();
    for (const [hash, place] of placesOf(block)) index.add(hash, place);
    records.push(...index.changes());
    await this.store.write([...changes, ...records]);
    this.blocks.set(number, block, weightOfBlock(block));
    this.receipts.set(number, receipts, weightOfReceipts(receipts));
  }

  /** The writes that make block 0 the only one that is found; what others left is for somebody else to remove. */
  restart(genesis: Block): Change[] {
    const index = this.index.begin();
    for (const [hash, place] of placesOf(genesis)) index.add(hash, place);
    const head = codec.encodeHead({ number: 0n, hash: genesis.hash() });
    return [this.record({ key: keys.meta('head') }, head), ...index.changes()];
  }

  /** Makes an older block the head, removes the blocks above it and writes the changes that come with it. */
  async rewind(to: bigint, from: bigint, others: readonly Change[]): Promise<void> {
    const head = await this.readHeader(to);
    if (!head) throw damaged(`block ${to} is not there`);
    const changes: Change[] = [
      ...others,
      this.record({ key: keys.meta('head') }, codec.encodeHead({ number: to, hash: head.hash() })),
    ];
    const index = this.index.edit();
    const slice = new TimeSlice();
    for (let number = from; number > to; number--) {
      await slice.rest();
      const block = await this.readBlock(number);
      if (!block) throw damaged(`block ${number} is not there`);
      for (const [hash, place] of placesOf(block)) index.remove(hash, place);
      for (const key of [keys.header(number), keys.body(number), keys.receipts(number)])
        changes.push([key, undefined]);
    }
    changes.push(...index.changes());
    await this.store.write(changes);
    // Only now: until then others may read them, and keep them again.
    for (let number = from; number > to; number--) {
      this.blocks.delete(number);
      this.receipts.delete(number);
    }
  }

  /** Looks at the store again: somebody else has changed blocks there. */
  forget(): void {
    this.blocks.clear();
    this.receipts.clear();
  }

  /** Refuses a store whose block 0 is not `genesis`. */
  async assertGenesis(genesis: Block): Promise<void> {
    const stored = await this.readHeader(0n);
    if (stored && equalsBytes(stored.hash(), genesis.hash())) return;
    throw new StorageError(
      `The data folder belongs to another chain: its genesis is ${stored ? bytesToHex(stored.hash()) : 'absent'}, ` +
        `this one is ${bytesToHex(genesis.hash())}. Choose another folder or the matching genesis file.`,
    );
  }

  private async readRest(header: BlockHeader): Promise<Block> {
    const { number } = header;
    const body = await this.readPart(header, keys.body(number), 'transactions');
    const block = this.decodeBlock(header, codec.decodeBody(body));
    this.blocks.set(number, block, weightOfBlock(block));
    return block;
  }

  private async requireHead(): Promise<codec.Head> {
    const head = await this.read({ key: keys.meta('head') }, 'the head');
    if (!head) throw damaged('it has no head');
    return codec.decodeHead(head);
  }

  /** A header as it was written; `undefined` beyond the head. */
  private async readEncodedHeader(number: bigint): Promise<Uint8Array | undefined> {
    const key = keys.header(number);
    const what = `the header of block ${number}`;
    const encoded = await this.read({ key }, what);
    if (encoded || number > (await this.requireHead()).number) return encoded;
    // Meanwhile it may have become the head.
    const again = await this.read({ key }, what);
    if (again) return again;
    this.expectFrom('firstHeader', number);
    throw damaged(`${what} is not there`);
  }

  /** A header's hash is what its child says or, where it has none, what the record of the head says. */
  private async assertLinked(number: bigint, hash: Uint8Array): Promise<void> {
    // No block of a folder that joined later names block 0; whoever opened it has held that against genesis.
    if (number === 0n && (readJoined(this.store, this.keccak256)?.firstHeader ?? 0n) > 1n) return;
    const child = await this.readEncodedHeader(number + 1n);
    const named = child ? codec.parentHashOf(child) : (await this.requireHead()).hash;
    if (equalsBytes(named, hash)) return;
    // The head moved on between the two readings, or the chain went back.
    const head = await this.requireHead();
    if (head.number < number) return;
    const newer = head.number > number ? await this.readEncodedHeader(number + 1n) : undefined;
    if (equalsBytes(newer ? codec.parentHashOf(newer) : head.hash, hash)) return;
    throw damaged(`block ${number} is not the one that block ${number + 1n} or the head names`);
  }

  /** A record that a block has as long as it has a header. */
  private async readPart(header: BlockHeader, key: Uint8Array, what: string): Promise<Uint8Array> {
    const named = `the ${what} of block ${header.number}`;
    const part = await this.read({ key, blockHash: header.hash() }, named);
    if (part) return part;
    this.expectFrom('firstBlock', header.number);
    throw damaged(`${named} are not there`);
  }

  /** Refuses what came before the block that this folder joined at. @throws BlockAbsent */
  private expectFrom(first: 'firstHeader' | 'firstBlock', number: bigint): void {
    const joined = readJoined(this.store, this.keccak256);
    if (joined && number > 0n && number < joined[first]) throw new BlockAbsent(number, joined.firstBlock);
  }

  /** True if what an index leads to has the hash that was asked for; false if the two only begin alike. @throws StorageError */
  private isNamed(found: Uint8Array | undefined, asked: Uint8Array, what: string): boolean {
    if (!found || !beginAlike(found, asked)) throw damaged(`${what} is not where the index says`);
    return equalsBytes(found, asked);
  }

  private decodeBlock(header: BlockHeader, { transactions, uncles, withdrawals }: codec.Body): Block {
    const { common } = header;
    return new Block(
      header,
      transactions.map((tx) => decodeStored(tx, common)),
      uncles.map((uncle) => createBlockHeaderFromBytesArray(uncle, { common, setHardfork: true })),
      header.withdrawalsRoot &&
        withdrawals.map((fields) => createWithdrawalFromBytesArray(toWithdrawal(fields))),
      { common },
    );
  }

  private record(place: Place, value: Uint8Array): Change {
    return [place.key, sealRecord(place, value, this.keccak256)];
  }

  private async read(place: Place, what: string): Promise<Uint8Array | undefined> {
    const record = this.store.get(place.key);
    return record && openRecord(place, record, this.keccak256, what);
  }
}

/** What the index has of a block: itself and its transactions. */
function* placesOf(block: Block): Generator<[hash: Uint8Array, place: HashPlace]> {
  const { number } = block.header;
  yield [block.hash(), { block: number, index: undefined }];
  for (const [index, tx] of block.transactions.entries()) yield [tx.hash(), { block: number, index }];
}

function toWithdrawal([index, validator, address, amount]: Uint8Array[]): WithdrawalBytes {
  if (!index || !validator || !address || !amount) throw damaged('a withdrawal is too short');
  return [index, validator, address, amount];
}
