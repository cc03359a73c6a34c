import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, concatHex, type Hex, hexToBigInt, hexToBytes, pad, toHex } from 'viem';

/** Bits of rules. Those of rights are the same, but for `nodes`: to connect is a right of nodes alone. */
export const RULES = { nodes: 1n, send: 2n, deploy: 4n, publish: 8n } as const;

/** Where `Permissions` has what: its storage layout (rule D30). */
export const SLOTS = {
  rules: 0n,
  threshold: 1n,
  proposalBlocks: 2n,
  members: 3n,
  validators: 4n,
  nodes: 5n,
  accounts: 6n,
  seats: 7n,
  validatorPlaces: 8n,
  nodePlaces: 9n,
  rights: 10n,
  payees: 11n,
  seatCount: 12n,
} as const;

/** Slots of a validator: key, payee, member, node. */
export const VALIDATOR_SLOTS = 4n;

/** Entries that the lists of members and of validators have at most. */
export const MOST_LISTED = 64;

const word = (slot: bigint): Hex => toHex(slot, { size: 32 });
const hashOf = (bytes: Hex): bigint => hexToBigInt(bytesToHex(keccak_256(hexToBytes(bytes))));

/** The first slot of a list's entries; its length is in `slot`. */
export const entriesAt = (slot: bigint): bigint => hashOf(word(slot));

/** The slot of an account's entry in the mapping at `slot`. */
export const accountEntryAt = (slot: bigint, account: Hex): bigint =>
  hashOf(concatHex([pad(account), word(slot)]));

/** The slot of the entry of a key (32 bytes), a node or an engine's address (20 bytes) in the mapping at `slot`. */
export const bytesEntryAt = (slot: bigint, key: Hex): bigint =>
  hashOf(concatHex([pad(key, { dir: 'right' }), word(slot)]));

/** The address, 20 bytes, that the engine gives the validator with this key, 32 bytes. */
export const engineAddressOf = (key: Hex): Hex => bytesToHex(sha256(hexToBytes(key)).subarray(0, 20));
