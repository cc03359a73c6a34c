import type { Address } from '@ethereumjs/util';
import type { Hex } from 'viem';
import { type AccountState, findTouched, readAccounts } from './prestate-tracer.ts';
import type { TraceLimits, Tracer } from './tracer.ts';

/** What became of a value: nothing, new, gone, or another one. */
export type Change = '=' | { '+': Hex } | { '-': Hex } | { '*': { from: Hex; to: Hex } };

/** What became of an account. */
export interface AccountChange {
  balance: Change;
  nonce: Change;
  code: Change;
  /** Of slots that changed. */
  storage: Record<Hex, Change>;
}

/** What became of accounts, by address; those that did not change are left out. */
export type StateDiff = Record<Hex, AccountChange>;

/** Accounts and slots that a transaction changed, as the `trace_` methods of Parity and its successors show them. */
export const stateDiffTracer =
  ({ bytes }: TraceLimits, always: readonly Address[]): Tracer =>
  async (machine, run): Promise<StateDiff> => {
    const touched = await findTouched(machine, run, always);
    const pre = await readAccounts(machine, touched, bytes);
    await run();
    const post = await readAccounts(machine, touched, bytes);
    const diff: StateDiff = {};
    for (const address of touched.keys()) {
      const change = changeOf(pre[address], post[address]);
      if (change) diff[address] = change;
    }
    return diff;
  };

const noValue: Hex = `0x${'0'.repeat(64)}`;

function changeOf(
  before: AccountState | undefined,
  after: AccountState | undefined,
): AccountChange | undefined {
  const field = (of: (account: AccountState) => Hex) => changed(before && of(before), after && of(after));
  const change = {
    balance: field(({ balance = '0x0' }) => balance),
    nonce: field(({ nonce = 0 }) => `0x${nonce.toString(16)}`),
    code: field(({ code = '0x' }) => code),
    storage: slotsOf(before, after),
  };
  const { storage, ...fields } = change;
  const isSame = Object.values(fields).every((each) => each === '=') && Object.keys(storage).length === 0;
  return isSame ? undefined : change;
}

/** Of an account that is new or gone, slots that hold something. */
function slotsOf(before: AccountState | undefined, after: AccountState | undefined): Record<Hex, Change> {
  const slots: Record<Hex, Change> = {};
  const keys = Object.keys({ ...before?.storage, ...after?.storage }) as Hex[];
  for (const key of keys) {
    const [from, to] = [before?.storage?.[key] ?? noValue, after?.storage?.[key] ?? noValue];
    if (from !== to) slots[key] = changed(before && from, after && to);
  }
  return slots;
}

function changed(from: Hex | undefined, to: Hex | undefined): Change {
  if (from === to) return '=';
  if (from === undefined) return { '+': to! };
  return to === undefined ? { '-': from } : { '*': { from, to } };
}
