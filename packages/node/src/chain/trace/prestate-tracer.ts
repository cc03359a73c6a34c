import type { InterpreterStep } from '@ethereumjs/evm';
import {
  type Address,
  bigIntToAddressBytes,
  bigIntToBytes,
  bytesToHex,
  createAddressFromString,
  setLengthLeft,
} from '@ethereumjs/util';
import type { Hex } from 'viem';
import type { Machine } from '../machine.ts';
import type { ReadBudget } from '../read-budget.ts';
import { eventsOf, type TraceLimits, type Tracer } from './tracer.ts';

export interface PrestateOptions {
  /** Show what changed, before and after, instead of all that was touched. */
  diffMode?: boolean | undefined;
}

/** An account as geth's `prestateTracer` shows it; fields at their default are left out. */
export interface AccountState {
  balance?: Hex;
  nonce?: number;
  code?: Hex;
  storage?: Record<Hex, Hex>;
}

type Touched = Map<Hex, Set<bigint>>;

/** Accounts by address. */
export type Snapshot = Record<Hex, AccountState>;

/** Instructions whose top stack item is an address. */
const namesAccount = new Set(['BALANCE', 'EXTCODESIZE', 'EXTCODECOPY', 'EXTCODEHASH', 'SELFDESTRUCT']);
/** Calls: their second stack item is an address. */
const callsAccount = new Set(['CALL', 'CALLCODE', 'DELEGATECALL', 'STATICCALL']);

/** The accounts and slots that a transaction needs: as they were before it, or what it changed. */
export const prestateTracer =
  ({ diffMode = false }: PrestateOptions, { bytes }: TraceLimits, always: readonly Address[]): Tracer =>
  async (machine, run) => {
    const touched = await findTouched(machine, run, always);
    const pre = await readAccounts(machine, touched, bytes);
    await run();
    return !diffMode ? pre : difference(pre, await readAccounts(machine, touched, bytes));
  };

/** What a run touches; all that it does is taken back. */
export async function findTouched(
  machine: Machine,
  run: () => Promise<unknown>,
  always: readonly Address[],
): Promise<Touched> {
  const touched: Touched = new Map(always.map((address) => [address.toString(), new Set()]));
  const events = eventsOf(machine);
  events.on('step', (step) => noteStep(touched, step));
  events.on('beforeMessage', ({ caller, to }) => {
    touch(touched, caller.toString());
    if (to) touch(touched, to.toString());
  });
  events.on('afterMessage', ({ createdAddress }) => {
    if (createdAddress) touch(touched, createdAddress.toString());
  });
  await machine.state.checkpoint();
  await run();
  await machine.state.revert();
  return touched;
}

function touch(touched: Touched, address: Hex, slot?: bigint): void {
  const slots = touched.get(address) ?? new Set<bigint>();
  if (slot !== undefined) slots.add(slot);
  touched.set(address, slots);
}

function noteStep(touched: Touched, { opcode, stack, address }: InterpreterStep): void {
  const asAddress = (item: bigint | undefined) =>
    bytesToHex(bigIntToAddressBytes(BigInt.asUintN(160, item ?? 0n)));
  if (opcode.name === 'SLOAD' || opcode.name === 'SSTORE')
    touch(touched, address.toString(), stack.at(-1) ?? 0n);
  else if (namesAccount.has(opcode.name)) touch(touched, asAddress(stack.at(-1)));
  else if (callsAccount.has(opcode.name)) touch(touched, asAddress(stack.at(-2)));
}

/** Bytes that an account, or a slot, takes besides its code. */
const entryBytes = 500;

/** Accounts and slots as they are now; those that are not there are left out. */
export async function readAccounts(
  { state }: Machine,
  touched: Touched,
  bytes: ReadBudget,
): Promise<Snapshot> {
  const snapshot: Snapshot = {};
  for (const [name, slots] of touched) {
    const address = createAddressFromString(name);
    const account = await state.getAccount(address);
    if (!account) continue;
    const shown: AccountState = { balance: `0x${account.balance.toString(16)}` };
    if (account.nonce > 0n) shown.nonce = Number(account.nonce);
    const code = await state.getCode(address);
    bytes.take(entryBytes * (1 + slots.size) + 2 * code.length);
    if (code.length > 0) shown.code = bytesToHex(code);
    for (const slot of slots) {
      const key = setLengthLeft(bigIntToBytes(slot), 32);
      shown.storage ??= {};
      shown.storage[bytesToHex(key)] = bytesToHex(setLengthLeft(await state.getStorage(address, key), 32));
    }
    snapshot[name] = shown;
  }
  return snapshot;
}

function difference(pre: Snapshot, post: Snapshot): { pre: Snapshot; post: Snapshot } {
  const changed: { pre: Snapshot; post: Snapshot } = { pre: {}, post: {} };
  for (const name of new Set([...Object.keys(pre), ...Object.keys(post)] as Hex[])) {
    const [before, after] = [pre[name], post[name]];
    if (JSON.stringify(before) === JSON.stringify(after)) continue;
    if (before) changed.pre[name] = before;
    if (after) changed.post[name] = onlyChanges(before ?? {}, after);
  }
  return changed;
}

function onlyChanges(before: AccountState, after: AccountState): AccountState {
  const { storage = {}, ...fields } = after;
  const changedFields = Object.entries(fields).filter(
    ([key, value]) => before[key as keyof typeof fields] !== value,
  );
  const changedSlots = (Object.entries(storage) as [Hex, Hex][]).filter(
    ([key, value]) => before.storage?.[key] !== value,
  );
  return {
    ...Object.fromEntries(changedFields),
    ...(changedSlots.length > 0 && { storage: Object.fromEntries(changedSlots) }),
  };
}
