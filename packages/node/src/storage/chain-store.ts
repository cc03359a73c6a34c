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
import { BoundedMap } from './bounded-map.ts';
import * as codec from './codec.ts';
import { type Change, type KeyValueStore, StorageError } from './key-value-store.ts';
import { keys } from './keys.ts';
import { decodePruningRecord, encodePruningRecord, type PruningRecord } from './pruning/retention.ts';
import { openRecord, sealRecord } from './sealed-record.ts';

/** Version of everything that this file writes. */
const format = 1n;
const cachedBlocks = 256;

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

/** Blocks, receipts and their indexes in a key-value store. Every record carries a checksum. */
export class ChainStore {
  private readonly blocks = new BoundedMap<bigint, Block>(cachedBlocks);
  private readonly receipts = new BoundedMap<bigint, readonly Receipt[]>(cachedBlocks);

  constructor(
    private readonly store: KeyValueStore,
    private readonly common: Common,
    private readonly keccak256: Keccak256,
  ) {}

  /** Number of the newest block; `undefined` in an empty store. Refuses a store of another format. */
  async readHead(): Promise<bigint | undefined> {
    const written = await this.read(keys.meta('format'), 'the format version');
    if (written === undefined) return undefined;
    const version = codec.decodeNumber(written);
    if (version !== format) {
      throw new StorageError(
        `The database has format ${version}, this program reads ${format}: use the matching version.`,
      );
    }
    const head = await this.read(keys.meta('head'), 'the head');
    if (head === undefined)
      throw new StorageError('The database is damaged: it has no head. Restore a backup.');
    return codec.decodeNumber(head);
  }

  async readHeader(number: bigint): Promise<BlockHeader | undefined> {
    const cached = this.blocks.get(number);
    if (cached) return cached.header;
    const encoded = await this.read(keys.header(number), `the header of block ${number}`);
    return encoded && createBlockHeaderFromRLP(encoded, { common: this.common, setHardfork: true });
  }

  async readBlock(number: bigint): Promise<Block | undefined> {
    const cached = this.blocks.get(number);
    if (cached) return cached;
    const header = await this.readHeader(number);
    if (!header) return undefined;
    const body = await this.read(keys.body(number), `the transactions of block ${number}`);
    if (!body) throw new StorageError(`The database is damaged: block ${number} has no transactions record.`);
    const block = this.decodeBlock(header, codec.decodeBody(body));
    this.blocks.set(number, block);
    return block;
  }

  async readReceipts(number: bigint): Promise<readonly Receipt[] | undefined> {
    const cached = this.receipts.get(number);
    if (cached) return cached;
    const encoded = await this.read(keys.receipts(number), `the receipts of block ${number}`);
    if (!encoded) return undefined;
    const receipts = decodeReceipts(encoded);
    this.receipts.set(number, receipts);
    return receipts;
  }

  async readNumber(blockHash: Uint8Array): Promise<bigint | undefined> {
    const encoded = await this.read(keys.blockNumber(blockHash), `block ${bytesToHex(blockHash)}`);
    return encoded && codec.decodeNumber(encoded);
  }

  async readPlace(transactionHash: Uint8Array): Promise<codec.TransactionPlace | undefined> {
    const encoded = await this.read(
      keys.transaction(transactionHash),
      `transaction ${bytesToHex(transactionHash)}`,
    );
    return encoded && codec.decodePlace(encoded);
  }

  /** What the database knows of its pruning; `undefined` when it never was. */
  async readPruning(): Promise<PruningRecord | undefined> {
    const encoded = await this.read(keys.meta('pruning'), 'the pruning');
    return encoded && decodePruningRecord(encoded);
  }

  /** The change that notes what is known of the pruning. */
  pruningChange(record: PruningRecord): Change {
    return this.record(keys.meta('pruning'), encodePruningRecord(record));
  }

  /** Writes the records of a block that becomes the head, and the changes that come with it, in one batch. */
  async writeBlock(
    { block, receipts, encodedReceipts }: BlockRecord,
    changes: readonly Change[],
  ): Promise<void> {
    const { number } = block.header;
    const records: Change[] = [
      this.record(keys.meta('format'), codec.encodeNumber(format)),
      this.record(keys.meta('head'), codec.encodeNumber(number)),
      this.record(keys.header(number), block.header.serialize()),
      this.record(keys.body(number), codec.encodeBody(block)),
      this.record(keys.receipts(number), encodedReceipts),
      this.record(keys.blockNumber(block.hash()), codec.encodeNumber(number)),
      ...block.transactions.map((tx, index) =>
        this.record(keys.transaction(tx.hash()), codec.encodePlace({ block: number, index })),
      ),
    ];
    await this.store.write([...changes, ...records]);
    this.blocks.set(number, block);
    this.receipts.set(number, receipts);
  }

  /** Makes an older block the head and removes the blocks above it. */
  async rewind(to: bigint, from: bigint): Promise<void> {
    const changes: Change[] = [this.record(keys.meta('head'), codec.encodeNumber(to))];
    for (let number = from; number > to; number--) {
      const block = await this.readBlock(number);
      if (!block) continue;
      const removed = [
        keys.header(number),
        keys.body(number),
        keys.receipts(number),
        keys.blockNumber(block.hash()),
        ...block.transactions.map((tx) => keys.transaction(tx.hash())),
      ];
      for (const key of removed) changes.push([key, undefined]);
      this.blocks.delete(number);
      this.receipts.delete(number);
    }
    await this.store.write(changes);
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

  private record(key: Uint8Array, value: Uint8Array): Change {
    return [key, sealRecord(value, this.keccak256)];
  }

  private async read(key: Uint8Array, what: string): Promise<Uint8Array | undefined> {
    const record = await this.store.get(key);
    return record && openRecord(record, this.keccak256, what);
  }
}

function toWithdrawal([index, validator, address, amount]: Uint8Array[]): WithdrawalBytes {
  if (!index || !validator || !address || !amount)
    throw new StorageError('The database is damaged: a withdrawal is too short.');
  return [index, validator, address, amount];
}
