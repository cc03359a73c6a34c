import type { Keccak256 } from '../crypto/keccak.ts';
import { decodeNumber, encodeNumber } from '../storage/codec.ts';
import { type Change, type KeyValueStore, StorageError } from '../storage/key-value-store.ts';
import { keys } from '../storage/keys.ts';
import { openRecord, sealRecord } from '../storage/sealed-record.ts';

const key = keys.meta('engine');

/** The change that notes which block of the engine the head came with; in the head's own write. */
export const engineHeightChange = (height: bigint, keccak256: Keccak256): Change => [
  key,
  sealRecord({ key }, encodeNumber(height), keccak256),
];

/** Height of the engine's block that the head came with; undefined where no engine decided it. @throws StorageError */
export function readEngineHeight(
  store: Pick<KeyValueStore, 'get'>,
  keccak256: Keccak256,
): bigint | undefined {
  const record = store.get(key);
  return record && decodeNumber(openRecord({ key }, record, keccak256, "the engine's height"));
}

/**
 * Refuses a chain whose blocks came about in another way: one node would go on alone with what several have decided, or
 * several with what one has.
 * @param head number of the newest block
 * @throws StorageError
 */
export function expectOrigin(height: bigint | undefined, head: bigint, withEngine: boolean): void {
  if (height !== undefined && !withEngine)
    throw new StorageError(
      'The data folder belongs to a network of validators: start its node with the "cometbft" setting of the network, or choose another folder.',
    );
  if (withEngine && height === undefined && head > 0n)
    throw new StorageError(
      'The data folder belongs to a node that decides alone: choose an empty one for a network of validators.',
    );
}
