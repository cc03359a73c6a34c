import type { BlockHeader } from '@ethereumjs/block';
import { type CallMessage, type CallResult, runMessage } from './call.ts';
import type { Machine } from './machine.ts';

/** With a list in hand a call may take another way: so often at most it is run again. */
const mostRuns = 8;

/**
 * Accounts and slots that a message uses (EIP-2930), and what comes of it when it declares them: the gas of the list
 * is counted.
 */
export async function findAccessList(
  machine: Machine,
  header: BlockHeader,
  message: CallMessage,
): Promise<{ accessList: CallMessage['accessList']; outcome: CallResult }> {
  let { accessList } = message;
  for (let run = 1; ; run++) {
    await machine.state.checkpoint();
    const outcome = await runMessage(
      machine.vm,
      header,
      { ...message, accessList },
      { reportAccessList: true },
    );
    const used = accessedBy(machine, header, message);
    await machine.state.revert();
    if (isSame(used, accessList) || run === mostRuns) return { accessList, outcome };
    accessList = used;
  }
}

/** What was touched, without what every transaction finds warm. */
function accessedBy(
  { vm }: Machine,
  { coinbase }: BlockHeader,
  { from, to }: CallMessage,
): CallMessage['accessList'] {
  const known = new Set([from, to, coinbase].map((address) => address?.toString().slice(2)));
  const accessed = [...(vm.evm.journal.accessList ?? new Map<string, Set<string>>())];
  return accessed
    .filter(([address, slots]) => slots.size > 0 || !(known.has(address) || vm.evm.precompiles.has(address)))
    .map(([address, slots]) => ({
      address: `0x${address}` as const,
      storageKeys: [...slots].map((key) => `0x${key}` as const),
    }));
}

const isSame = (a: CallMessage['accessList'], b: CallMessage['accessList']): boolean =>
  nameOf(a) === nameOf(b);

/** Order does not matter. */
const nameOf = (list: CallMessage['accessList']): string =>
  JSON.stringify(list.map(({ address, storageKeys }) => [address, [...storageKeys].sort()]).sort());
