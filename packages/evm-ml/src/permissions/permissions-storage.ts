import { type Hex, pad, toHex } from 'viem';
import {
  accountEntryAt,
  bytesEntryAt,
  engineAddressOf,
  entriesAt,
  RULES,
  SLOTS,
  VALIDATOR_SLOTS,
} from './layout.ts';

/** A validator as `Permissions` has it. */
export interface PermissionsValidator {
  /** Its ed25519 public key, 32 bytes. */
  readonly key: Hex;
  /** Who gets the fees of its blocks. */
  readonly payee: Hex;
  /** The member who runs it. */
  readonly member: Hex;
  /** Id of its engine's node, 20 bytes; zero if none is named. */
  readonly node: Hex;
}

/** What an account may do. */
export type Right = Exclude<keyof typeof RULES, 'nodes'>;

/** What `Permissions` says in block 0. */
export interface PermissionsSetUp {
  readonly rules: readonly (keyof typeof RULES)[];
  readonly threshold: number;
  readonly proposalBlocks: number;
  readonly members: readonly Hex[];
  readonly validators: readonly PermissionsValidator[];
  readonly nodes: readonly Hex[];
  readonly accounts: readonly { readonly account: Hex; readonly rights: readonly Right[] }[];
}

/** Several rules, or rights, as the contract counts them. */
export const bitsOf = (names: readonly (keyof typeof RULES)[]): bigint =>
  names.reduce((bits, name) => bits | RULES[name], 0n);

/** The contract's storage in block 0, by slot, 32 bytes each. Lists are sound: nothing twice, no zeros. */
export function permissionsStorage(setUp: PermissionsSetUp): Readonly<Record<Hex, Hex>> {
  const storage: Record<Hex, Hex> = {};
  const put = (slot: bigint, value: bigint | Hex) => {
    storage[toHex(slot, { size: 32 })] = typeof value === 'bigint' ? toHex(value, { size: 32 }) : pad(value);
  };
  const list = <T>(
    slot: bigint,
    entries: readonly T[],
    size: bigint,
    each: (at: bigint, entry: T) => void,
  ) => {
    put(slot, BigInt(entries.length));
    for (const [index, entry] of entries.entries()) each(entriesAt(slot) + BigInt(index) * size, entry);
  };
  put(SLOTS.rules, bitsOf(setUp.rules));
  put(SLOTS.threshold, BigInt(setUp.threshold));
  put(SLOTS.proposalBlocks, BigInt(setUp.proposalBlocks));
  put(SLOTS.seatCount, BigInt(setUp.members.length));
  list(SLOTS.members, setUp.members, 1n, put);
  for (const [index, member] of setUp.members.entries())
    put(accountEntryAt(SLOTS.seats, member), BigInt(index + 1));
  list(SLOTS.validators, setUp.validators, VALIDATOR_SLOTS, (at, { key, payee, member, node }) => {
    for (const [offset, value] of [key, payee, member, node].entries()) put(at + BigInt(offset), value);
  });
  for (const [index, { key, payee }] of setUp.validators.entries()) {
    put(bytesEntryAt(SLOTS.validatorPlaces, key), BigInt(index + 1));
    put(bytesEntryAt(SLOTS.payees, engineAddressOf(key)), payee);
  }
  list(SLOTS.nodes, setUp.nodes, 1n, put);
  for (const [index, node] of setUp.nodes.entries())
    put(bytesEntryAt(SLOTS.nodePlaces, node), BigInt(index + 1));
  list(SLOTS.accounts, setUp.accounts, 1n, (at, { account }) => put(at, account));
  for (const [index, { account, rights }] of setUp.accounts.entries())
    put(accountEntryAt(SLOTS.rights, account), (BigInt(index + 1) << 8n) | bitsOf(rights));
  return storage;
}
