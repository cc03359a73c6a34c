import { RLP } from '@ethereumjs/rlp';
import {
  bigIntToUnpaddedBytes,
  bytesToBigInt,
  equalsBytes,
  KECCAK256_NULL,
  KECCAK256_RLP,
} from '@ethereumjs/util';
import { damaged } from '../storage/sealed-record.ts';
import { encodeStrings } from '../trie/encode.ts';

/** An account as the state holds it. */
export interface AccountRecord {
  readonly nonce: bigint;
  readonly balance: bigint;
  readonly storageRoot: Uint8Array;
  readonly codeHash: Uint8Array;
}

/** What the trie of accounts has of an account: RLP (Yellow Paper, 4.1). */
export const encodeLeafAccount = ({ nonce, balance, storageRoot, codeHash }: AccountRecord): Uint8Array =>
  encodeStrings([bigIntToUnpaddedBytes(nonce), bigIntToUnpaddedBytes(balance), storageRoot, codeHash]);

/** The same in the database, without storage and code where an account has neither. */
export function encodeAccount(account: AccountRecord): Uint8Array {
  const { nonce, balance, storageRoot, codeHash } = account;
  if (!equalsBytes(storageRoot, KECCAK256_RLP) || !equalsBytes(codeHash, KECCAK256_NULL))
    return encodeLeafAccount(account);
  return encodeStrings([bigIntToUnpaddedBytes(nonce), bigIntToUnpaddedBytes(balance)]);
}

/** Reads what `encodeAccount` wrote. @throws StorageError */
export function decodeAccount(encoded: Uint8Array): AccountRecord {
  const fields = RLP.decode(encoded) as Uint8Array[];
  const [nonce, balance, storageRoot = KECCAK256_RLP, codeHash = KECCAK256_NULL] = fields;
  if (!nonce || !balance) throw damaged('the record of an account is too short');
  return { nonce: bytesToBigInt(nonce), balance: bytesToBigInt(balance), storageRoot, codeHash };
}
