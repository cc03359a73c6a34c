import { RLP } from '@ethereumjs/rlp';
import { equalsBytes, KECCAK256_NULL, KECCAK256_RLP } from '@ethereumjs/util';
import {
  type AccountRecord,
  decodeAccount,
  encodeAccount,
  encodeLeafAccount,
} from '../state/account-record.ts';
import { accountKey, nameOf, nodeKey, slotKey } from '../state/state-keys.ts';
import type { KeptNode, StateChanges } from '../state/state-source.ts';
import { encodeString } from '../trie/encode.ts';
import { SortedTrie } from '../trie/sorted-trie.ts';
import type { CheckParts } from './check-parts.ts';
import { ChunkError } from './chunk-error.ts';
import type { Item } from './item.ts';

type StateItem = Extract<Item, { kind: 'account' | 'code' | 'slot' }>;

/** Bytes of an account's leaf at the most: nonce and balance, two hashes, and what RLP puts before each. */
const longestLeaf = 9 + 33 + 2 * 33 + 2;

/** The account that came last, and how far its storage is. */
interface Current {
  readonly name: string;
  readonly account: AccountRecord;
  readonly storage: SortedTrie;
  /** Its code has to come next. */
  readonly wantsCode: boolean;
}

const top = new Uint8Array();

/** What a snapshot brings of its state, leaf by leaf in the order of the tries, which grow with them. */
export class StateParts {
  private readonly records = new Map<string, Uint8Array>();
  private readonly nodes = new Map<string, KeptNode>();
  private readonly code = new Map<string, Uint8Array>();
  private current: Current | undefined;

  constructor(
    private readonly parts: Pick<CheckParts, 'header' | 'keccak256' | 'hasCode'>,
    private readonly accounts: SortedTrie = new SortedTrie(parts.keccak256),
  ) {}

  /** The same up to here, without what it has to write. */
  copy(): StateParts {
    const copy = new StateParts(this.parts, this.accounts.copy());
    copy.current = this.current && { ...this.current, storage: this.current.storage.copy() };
    return copy;
  }

  /** What came since this copy was made. */
  changes(): StateChanges {
    this.keepNodes(this.accounts);
    if (this.current) this.keepNodes(this.current.storage, this.current.name);
    return { records: this.records, nodes: this.nodes, code: this.code };
  }

  /** @throws ChunkError when it is not what comes next */
  add(item: StateItem): void {
    if (item.kind === 'account') this.addAccount(item);
    else if (item.kind === 'code') this.addCode(item.code);
    else this.addSlot(item);
  }

  /** Holds all that came against the root, as far as it came. @throws ChunkError */
  expectEdge({ account, slot }: Extract<Item, { kind: 'edge' }>): void {
    const { header } = this.parts;
    if (!this.accounts.isBeginOf(header.stateRoot, account))
      throw new ChunkError('its accounts are not those of the state');
    const { current } = this;
    // The account is known to be true by now, and with it the root of its storage.
    const isTrue = current ? current.storage.isBeginOf(current.account.storageRoot, slot) : slot.length === 0;
    if (!isTrue) throw new ChunkError('its slots are not those of the account');
  }

  /** Holds all that came against the root: there must be nothing else. @throws ChunkError */
  expectEnd(): void {
    this.endAccount();
    this.current = undefined;
    const { root, hash } = this.accounts.end();
    if (!equalsBytes(hash, this.parts.header.stateRoot))
      throw new ChunkError('its accounts are not all those of the state');
    this.keepNodes(this.accounts);
    if (root?.kind === 'leaf') this.nodes.set(nodeKey(top), root);
  }

  private addAccount({ key, leaf }: Extract<Item, { kind: 'account' }>): void {
    this.endAccount();
    const account = readLeaf(leaf);
    if (!this.accounts.add(key.slice(), leaf.slice())) throw new ChunkError('its accounts are not in order');
    const name = nameOf(key);
    this.records.set(accountKey(name), encodeAccount(account));
    const hash = nameOf(account.codeHash);
    const isPlain = equalsBytes(account.codeHash, KECCAK256_NULL);
    this.current = {
      name,
      account,
      storage: new SortedTrie(this.parts.keccak256),
      wantsCode: !isPlain && !this.code.has(hash) && !this.parts.hasCode(hash),
    };
  }

  private addCode(code: Uint8Array): void {
    const { current } = this;
    if (!current?.wantsCode) throw new ChunkError('it brings code that is not asked for');
    if (!equalsBytes(this.parts.keccak256(code), current.account.codeHash))
      throw new ChunkError('its code is not that of the account');
    this.code.set(nameOf(current.account.codeHash), code.slice());
    this.current = { ...current, wantsCode: false };
  }

  private addSlot({ key, value }: Extract<Item, { kind: 'slot' }>): void {
    const { current } = this;
    if (!current || current.wantsCode || equalsBytes(current.account.storageRoot, KECCAK256_RLP))
      throw new ChunkError('a slot comes in the wrong place');
    if (value.length === 0 || value.length > 32 || value[0] === 0)
      throw new ChunkError('a slot has no value that slots have');
    if (!current.storage.add(key.slice(), encodeString(value)))
      throw new ChunkError('its slots are not in order');
    this.records.set(slotKey(current.name, nameOf(key)), value.slice());
  }

  /** The account that came last must be whole. */
  private endAccount(): void {
    const { current } = this;
    if (!current) return;
    const { name, storage, account, wantsCode } = current;
    if (wantsCode) throw new ChunkError('the code of an account is missing');
    const { root, hash } = storage.end();
    if (!equalsBytes(hash, account.storageRoot))
      throw new ChunkError('its slots are not all those of the account');
    this.keepNodes(storage, name);
    if (root?.kind === 'leaf') this.nodes.set(nodeKey(top, name), root);
  }

  private keepNodes(trie: SortedTrie, address?: string): void {
    for (const [path, node] of trie.take()) this.nodes.set(nodeKey(path, address), node);
  }
}

/** @throws ChunkError for what is no account in the form that tries have */
function readLeaf(leaf: Uint8Array): AccountRecord {
  const isOne = leaf.length <= longestLeaf;
  const account = isOne ? decodeLeaf(leaf) : undefined;
  if (!account) throw new ChunkError('an account is not written as accounts are');
  return account;
}

function decodeLeaf(leaf: Uint8Array): AccountRecord | undefined {
  try {
    const fields: unknown = RLP.decode(leaf);
    const isOne =
      Array.isArray(fields) && fields.length === 4 && fields.every((field) => field instanceof Uint8Array);
    const account = isOne ? decodeAccount(leaf) : undefined;
    const isHashed = account?.storageRoot.length === 32 && account.codeHash.length === 32;
    return isHashed && equalsBytes(encodeLeafAccount(account), leaf) ? account : undefined;
  } catch {
    return undefined;
  }
}
