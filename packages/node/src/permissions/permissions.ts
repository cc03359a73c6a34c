import { Address, bytesToBigInt } from '@ethereumjs/util';
import {
  accountEntryAt,
  bytesEntryAt,
  entriesAt,
  PERMISSIONS_ADDRESS,
  type PermissionsValidator,
  type Permits,
  RULES,
  SLOTS,
  VALIDATOR_SLOTS,
} from '@evm-ml/evm';
import { bytesToHex, type Hex, hexToBytes, toHex } from 'viem';
import type { NameHashes } from '../state/name-hashes.ts';
import { accountKey, nameOf, slotKey } from '../state/state-keys.ts';
import type { StateChanges, StateSource } from '../state/state-source.ts';

const contract = hexToBytes(PERMISSIONS_ADDRESS);

/** Slots that are remembered at once: anybody may have a right looked up. */
const mostSlots = 10_000;

/**
 * Who may do what, as one state's storage of `Permissions` says (rule D30). Each slot is read once; who moves it to
 * another state has it read anew. A chain that is not permissioned has none.
 */
export class Permissions implements Permits {
  private readonly slots = new Map<bigint, bigint>();
  private readonly entries = new Map<string, bigint>();

  constructor(
    private source: Pick<StateSource, 'record'>,
    private readonly hashes: NameHashes,
  ) {}

  /** True if what a block changes is among it. */
  static areIn({ records }: Pick<StateChanges, 'records'>, hashes: NameHashes): boolean {
    const name = hashes.of(nameOf(contract));
    // Anybody may leave it ether: that changes the account, and nothing of what it says.
    if (!records.has(accountKey(name))) return false;
    const slots = slotKey(name, '');
    return [...records.keys()].some((key) => key.startsWith(slots));
  }

  moveTo(source: Pick<StateSource, 'record'>): void {
    this.source = source;
    this.forget();
  }

  /** Bits of the rules that hold. */
  get rules(): bigint {
    return this.slot(SLOTS.rules);
  }

  /** Votes that do a proposal. */
  get threshold(): number {
    return Number(this.slot(SLOTS.threshold));
  }

  /** Blocks for which a proposal is open. */
  get proposalBlocks(): number {
    return Number(this.slot(SLOTS.proposalBlocks));
  }

  /** Members may always vote: no rule locks them out. */
  maySend(sender: Address, to: Address | undefined): boolean {
    if (this.may('send', sender)) return true;
    return to !== undefined && Buffer.compare(to.bytes, contract) === 0 && this.isMember(sender);
  }

  mayDeploy(origin: Address): boolean {
    return this.may('deploy', origin);
  }

  mayPublish(origin: Address): boolean {
    return this.may('publish', origin);
  }

  /** True while only listed nodes may connect. */
  get bindsNodes(): boolean {
    return (this.rules & RULES.nodes) !== 0n;
  }

  /** True if the engine's node with this id, 20 bytes, may connect. */
  mayConnect(node: Hex): boolean {
    if (!this.bindsNodes) return true;
    if (this.entry(SLOTS.nodePlaces, node, bytesEntryAt) !== 0n) return true;
    return this.validators().some((validator) => validator.node === node);
  }

  /** Who gets the fees of a block that this validator proposes, named by its engine's address, 20 bytes. */
  payeeOf(engineAddress: Uint8Array): Address | undefined {
    const payee = this.entry(SLOTS.payees, bytesToHex(engineAddress), bytesEntryAt);
    return payee === 0n ? undefined : new Address(hexToBytes(toHex(payee, { size: 20 })));
  }

  members(): Hex[] {
    const first = entriesAt(SLOTS.members);
    return Array.from({ length: this.countOf(SLOTS.members) }, (_, index) =>
      toHex(this.slot(first + BigInt(index)), { size: 20 }),
    );
  }

  /** In the contract's order. */
  validators(): PermissionsValidator[] {
    const first = entriesAt(SLOTS.validators);
    return Array.from({ length: this.countOf(SLOTS.validators) }, (_, index) => {
      const at = first + BigInt(index) * VALIDATOR_SLOTS;
      return {
        key: toHex(this.slot(at), { size: 32 }),
        payee: toHex(this.slot(at + 1n), { size: 20 }),
        member: toHex(this.slot(at + 2n), { size: 20 }),
        node: toHex(this.slot(at + 3n), { size: 20 }),
      };
    });
  }

  private forget(): void {
    this.slots.clear();
    this.entries.clear();
  }

  private countOf(list: bigint): number {
    return Number(this.slot(list));
  }

  private isMember(account: Address): boolean {
    return this.entry(SLOTS.seats, bytesToHex(account.bytes), accountEntryAt) !== 0n;
  }

  private may(right: Exclude<keyof typeof RULES, 'nodes'>, account: Address): boolean {
    if ((this.rules & RULES[right]) === 0n) return true;
    return (this.entry(SLOTS.rights, bytesToHex(account.bytes), accountEntryAt) & RULES[right]) !== 0n;
  }

  /** An entry of a mapping; where it lies is hashed once. */
  private entry(mapping: bigint, key: Hex, place: (mapping: bigint, key: Hex) => bigint): bigint {
    const name = `${mapping}:${key}`;
    const known = this.entries.get(name);
    if (known !== undefined) return known;
    const value = this.slot(place(mapping, key));
    this.entries.set(name, value);
    return value;
  }

  private slot(number: bigint): bigint {
    const known = this.slots.get(number);
    if (known !== undefined) return known;
    if (this.slots.size >= mostSlots) this.forget();
    const name = nameOf(hexToBytes(toHex(number, { size: 32 })));
    const record = this.source.record(slotKey(this.hashes.of(nameOf(contract)), this.hashes.of(name)));
    const value = record ? bytesToBigInt(record) : 0n;
    this.slots.set(number, value);
    return value;
  }
}
