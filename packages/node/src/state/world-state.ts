import type { AccountFields, Common, StateManagerInterface } from '@ethereumjs/common';
import { OriginalStorageCache } from '@ethereumjs/statemanager';
import {
  Account,
  type Address,
  equalsBytes,
  KECCAK256_NULL,
  KECCAK256_RLP,
  unpadBytes,
} from '@ethereumjs/util';
import { DELEGATION_PREFIX } from '@evm-ml/evm';
import type { Keccak256 } from '../crypto/keccak.ts';
import { leavesFrom } from '../trie/walk.ts';
import { type AccountRecord, decodeAccount } from './account-record.ts';
import { changedState } from './changed-state.ts';
import { NameHashes } from './name-hashes.ts';
import { accountKey, nameOf, slotKey } from './state-keys.ts';
import { type AccountChange, changeState } from './state-root.ts';
import { mergeChanges, noChanges, type StateChanges, type StateSource } from './state-source.ts';
import { accountTrie } from './state-tries.ts';

const noBytes = new Uint8Array();
const gone: AccountChange = { account: undefined, isWiped: true, slots: new Map() };

/**
 * A state that transactions change, over one that they do not: what @ethereumjs' EVM calls a state manager. All is flat;
 * a trie is looked at for a root alone. What a checkpoint undoes is a log of what was before. Not re-entrant.
 */
export class WorldState implements StateManagerInterface {
  readonly originalStorageCache: OriginalStorageCache;
  private readonly accounts = new Map<string, AccountRecord | undefined>();
  private readonly slots = new Map<string, Map<string, Uint8Array>>();
  private readonly code = new Map<string, Uint8Array>();
  /** Accounts whose storage of before is gone. */
  private readonly wiped = new Set<string>();
  /** Accounts that were written to, and their slots that were. */
  private readonly written = new Map<string, Set<string>>();
  private readonly undo: (() => void)[] = [];
  private readonly checkpoints: number[] = [];
  private readonly keccak256: Keccak256;
  /** Changes of the state below that came with it. */
  private carried = noChanges;
  private sender: Address | undefined;

  constructor(
    private readonly common: Common,
    private source: StateSource,
    private readonly hashes: NameHashes = new NameHashes(common.customCrypto.keccak256!),
  ) {
    this.keccak256 = common.customCrypto.keccak256!;
    this.originalStorageCache = new OriginalStorageCache((address, key) => this.getStorage(address, key));
  }

  /** Forgets all that was written, and is that state from now on. */
  moveTo(source: StateSource): void {
    this.source = source;
    this.carried = noChanges;
    this.forget();
  }

  /** Makes this the whole state, whatever it was. Names are hashes. */
  replace(accounts: ReadonlyMap<string, AccountChange>, code: ReadonlyMap<string, Uint8Array>): void {
    const all = new Map(accounts);
    const trie = accountTrie(this.source);
    for (const { key } of leavesFrom(trie.root, new Uint8Array(32), trie))
      if (!all.has(nameOf(key))) all.set(nameOf(key), gone);
    const { changes } = changeState(this.source, all, code, this.keccak256);
    this.carried = mergeChanges(this.carried, changes);
    this.source = changedState(this.source, changes);
    this.forget();
  }

  /** The state as it is now, with its tries. @throws StorageError */
  seen(): StateSource {
    return changedState(this.source, this.change().changes);
  }

  private forget(): void {
    for (const each of [this.accounts, this.slots, this.code, this.wiped, this.written]) each.clear();
    this.undo.length = 0;
    this.checkpoints.length = 0;
    this.originalStorageCache.clear();
    this.sender = undefined;
  }

  /**
   * Lets a contract send the next transaction, which EIP-3607 forbids: the library looks at the code of the sender
   * once, before anything runs, and finds that of an account that delegates.
   */
  letSend(contract: Address): void {
    this.sender = contract;
  }

  async getAccount(address: Address): Promise<Account | undefined> {
    const held = this.account(nameOf(address.bytes));
    return held && new Account(held.nonce, held.balance, held.storageRoot, held.codeHash);
  }

  async putAccount(address: Address, account?: Account): Promise<void> {
    const name = nameOf(address.bytes);
    if (!account) return this.delete(name);
    const storageRoot = this.account(name)?.storageRoot ?? KECCAK256_RLP;
    const { nonce, balance, codeHash } = account;
    this.set(name, { nonce, balance, codeHash, storageRoot });
  }

  async deleteAccount(address: Address): Promise<void> {
    this.delete(nameOf(address.bytes));
  }

  async modifyAccountFields(address: Address, fields: AccountFields): Promise<void> {
    const account = (await this.getAccount(address)) ?? new Account();
    account.nonce = fields.nonce ?? account.nonce;
    account.balance = fields.balance ?? account.balance;
    account.codeHash = fields.codeHash ?? account.codeHash;
    await this.putAccount(address, account);
  }

  async getCode(address: Address): Promise<Uint8Array> {
    if (this.sender?.equals(address)) {
      this.sender = undefined;
      return DELEGATION_PREFIX;
    }
    const hash = this.account(nameOf(address.bytes))?.codeHash;
    if (!hash || equalsBytes(hash, KECCAK256_NULL)) return noBytes;
    return this.code.get(nameOf(hash)) ?? this.source.code(hash);
  }

  async getCodeSize(address: Address): Promise<number> {
    return (await this.getCode(address)).length;
  }

  async putCode(address: Address, code: Uint8Array): Promise<void> {
    const hash = this.keccak256(code);
    if (code.length > 0) this.code.set(nameOf(hash), code);
    await this.modifyAccountFields(address, { codeHash: hash });
  }

  async getStorage(address: Address, key: Uint8Array): Promise<Uint8Array> {
    return this.slot(nameOf(address.bytes), nameOf(key));
  }

  async putStorage(address: Address, key: Uint8Array, value: Uint8Array): Promise<void> {
    if (value.length > 32) throw new Error(`expected at most 32 bytes for a slot, got ${value.length}`);
    const name = nameOf(address.bytes);
    if (!this.account(name)) throw new Error(`there is no account ${address} that could have storage`);
    const slot = nameOf(key);
    const held = this.slotsOf(name);
    const before = held.get(slot);
    this.undo.push(() => {
      if (before === undefined) held.delete(slot);
      else held.set(slot, before);
    });
    held.set(slot, unpadBytes(value));
    this.writtenOf(name).add(slot);
  }

  async clearStorage(address: Address): Promise<void> {
    this.wipe(nameOf(address.bytes));
  }

  async checkpoint(): Promise<void> {
    this.checkpoints.push(this.undo.length);
  }

  async commit(): Promise<void> {
    this.checkpoints.pop();
    if (this.checkpoints.length === 0) this.undo.length = 0;
  }

  async revert(): Promise<void> {
    const mark = this.checkpoints.pop() ?? 0;
    while (this.undo.length > mark) this.undo.pop()!();
  }

  async getStateRoot(): Promise<Uint8Array> {
    return this.finish().root;
  }

  /** The root, and all that led to it from the state below. @throws StorageError */
  finish(): { root: Uint8Array; changes: StateChanges } {
    const { root, changes } = this.change();
    return { root, changes: mergeChanges(this.carried, changes) };
  }

  private change(): { root: Uint8Array; changes: StateChanges } {
    const accounts = new Map<string, AccountChange>();
    const code = new Map<string, Uint8Array>();
    for (const [name, written] of this.written) {
      const account = this.account(name);
      const slots = new Map<string, Uint8Array>();
      for (const slot of written) {
        const value = this.slots.get(name)?.get(slot);
        if (value) slots.set(this.hashes.of(slot), value);
      }
      accounts.set(this.hashes.of(name), { account, slots, isWiped: this.wiped.has(name) });
      const hash = account && nameOf(account.codeHash);
      const bytes = hash && this.code.get(hash);
      if (bytes) code.set(hash, bytes);
    }
    return changeState(this.source, accounts, code, this.keccak256);
  }

  /** The state as it is now, apart from what this one becomes. */
  shallowCopy(): WorldState {
    const copy = new WorldState(this.common, this.source, this.hashes);
    copy.carried = this.carried;
    for (const [name, account] of this.accounts) copy.accounts.set(name, account);
    for (const [name, slots] of this.slots) copy.slots.set(name, new Map(slots));
    for (const [hash, code] of this.code) copy.code.set(hash, code);
    for (const name of this.wiped) copy.wiped.add(name);
    for (const [name, slots] of this.written) copy.written.set(name, new Set(slots));
    return copy;
  }

  clearCaches(): void {}

  setStateRoot(): Promise<void> {
    throw new Error('a state is named by its block: use moveTo');
  }

  hasStateRoot(): Promise<boolean> {
    throw new Error('a state is named by its block, not by its root');
  }

  private account(name: string): AccountRecord | undefined {
    const held = this.accounts.get(name);
    if (held !== undefined || this.accounts.has(name)) return held;
    const record = this.source.record(accountKey(this.hashes.of(name)));
    const account = record && decodeAccount(record);
    this.accounts.set(name, account);
    return account;
  }

  private set(name: string, account: AccountRecord | undefined): void {
    const before = this.account(name);
    this.undo.push(() => this.accounts.set(name, before));
    this.accounts.set(name, account);
    this.writtenOf(name);
  }

  private delete(name: string): void {
    this.wipe(name);
    this.set(name, undefined);
  }

  private slot(name: string, slot: string): Uint8Array {
    const held = this.slots.get(name)?.get(slot);
    if (held !== undefined) return held;
    const value = this.slotBelow(name, slot);
    this.slotsOf(name).set(slot, value);
    return value;
  }

  private slotBelow(name: string, slot: string): Uint8Array {
    const account = this.wiped.has(name) ? undefined : this.account(name);
    if (!account || equalsBytes(account.storageRoot, KECCAK256_RLP)) return noBytes;
    return this.source.record(slotKey(this.hashes.of(name), this.hashes.of(slot))) ?? noBytes;
  }

  private slotsOf(name: string): Map<string, Uint8Array> {
    const slots = this.slots.get(name) ?? new Map<string, Uint8Array>();
    this.slots.set(name, slots);
    return slots;
  }

  private writtenOf(name: string): Set<string> {
    const written = this.written.get(name) ?? new Set<string>();
    this.written.set(name, written);
    return written;
  }

  /** Takes an account's storage away, what was read of it and what was written. */
  private wipe(name: string): void {
    const [slots, wasWiped, account] = [this.slots.get(name), this.wiped.has(name), this.account(name)];
    const isEmpty = !account || equalsBytes(account.storageRoot, KECCAK256_RLP);
    if (isEmpty && (!slots || slots.size === 0)) return;
    this.undo.push(() => {
      if (slots) this.slots.set(name, slots);
      else this.slots.delete(name);
      if (!wasWiped) this.wiped.delete(name);
    });
    this.slots.delete(name);
    this.wiped.add(name);
    this.writtenOf(name);
    if (account && !isEmpty) this.set(name, { ...account, storageRoot: KECCAK256_RLP });
  }
}
