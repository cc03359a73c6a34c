import type { Keccak256 } from '../crypto/keccak.ts';
import type { Change, KeyValueStore } from './key-value-store.ts';
import { keys } from './keys.ts';
import { type Reader, readNumber, writeNumber } from './leb128.ts';
import { openRecord, sealRecord } from './sealed-record.ts';

/** Where a folder began that took a later block's state from others, instead of running all blocks. Block 0 is known too. */
export interface Joined {
  /** The first block with its transactions, receipts and state. */
  readonly firstBlock: bigint;
  /** The first header after that of block 0: of the 255 blocks before `firstBlock`, or of all if they are fewer. */
  readonly firstHeader: bigint;
}

/** What came before the block that this folder joined at is not here, and never was. */
export class BlockAbsent extends Error {
  override readonly name = 'BlockAbsent';

  constructor(number: bigint, firstBlock: bigint) {
    super(
      `block ${number} is not here: this node joined at block ${firstBlock}; ask one that has run all blocks`,
    );
  }
}

const joined = keys.meta('joined');
const joining = keys.meta('joining');

/** The change that notes where a folder joined; undefined: it did not. */
export function joinedChange(at: Joined | undefined, keccak256: Keccak256): Change {
  if (!at) return [joined, undefined];
  const value: number[] = [];
  writeNumber(value, Number(at.firstBlock));
  writeNumber(value, Number(at.firstHeader));
  return [joined, sealRecord({ key: joined }, Uint8Array.from(value), keccak256)];
}

/** Where a folder joined; undefined for one that has all blocks. @throws StorageError */
export function readJoined(store: Pick<KeyValueStore, 'get'>, keccak256: Keccak256): Joined | undefined {
  const record = store.get(joined);
  if (!record) return undefined;
  const reader: Reader = {
    encoded: openRecord({ key: joined }, record, keccak256, 'where it joined'),
    at: 0,
  };
  const [firstBlock, firstHeader] = [BigInt(readNumber(reader)), BigInt(readNumber(reader))];
  return { firstBlock, firstHeader };
}

/** The change that notes that a later block's state is coming in: what there is of it is of no use until all is there. */
export const joiningChange = (isComing: boolean, keccak256: Keccak256): Change => [
  joining,
  isComing ? sealRecord({ key: joining }, new Uint8Array(), keccak256) : undefined,
];

/** True while a later block's state comes in, or where it did when the process ended. @throws StorageError */
export function isJoining(store: Pick<KeyValueStore, 'get'>, keccak256: Keccak256): boolean {
  const record = store.get(joining);
  if (!record) return false;
  openRecord({ key: joining }, record, keccak256, 'the joining');
  return true;
}
