import { getPredictionTrace } from '@evm-ml/evm/viem';
import type { Address, Client, Hex, Transaction } from 'viem';
import type { FullBlock } from '../node/recent-blocks.ts';

/** Transactions that are looked into, and at once, at most: the node runs each of them again. */
const [mostTransactions, atOnce] = [100, 4];

/** Who asked a model, through which contract. */
export interface Caller {
  readonly from: Address;
  readonly to: Address;
  readonly calls: number;
  readonly failed: number;
  /** Of PREDICT, all calls together. */
  readonly gas: bigint;
  /** The newest of its transactions. */
  readonly hash: Hex;
}

export interface Callers {
  /** Who asked most comes first. */
  readonly callers: readonly Caller[];
  /** Transactions that were looked into, and those that were too many. */
  readonly looked: number;
  readonly left: number;
}

/** Who asked a model in some blocks, by the traces of their transactions. @param blocks newest first */
export async function readCallers(
  client: Client,
  modelId: string,
  blocks: readonly FullBlock[],
): Promise<Callers> {
  const all = blocks
    .flatMap(({ transactions }) => [...transactions].reverse())
    .filter(({ input }: Transaction) => input !== '0x');
  const some = all.slice(0, mostTransactions);
  const found = new Map<string, Caller>();
  for (let start = 0; start < some.length; start += atOnce) {
    const part = some.slice(start, start + atOnce);
    const traces = await Promise.all(part.map(({ hash }) => getPredictionTrace(client, { hash })));
    for (const [index, trace] of traces.entries()) {
      const { from, to, hash } = part[index]!;
      const calls = trace.filter((call) => call.modelId?.toLowerCase() === modelId.toLowerCase());
      if (calls.length === 0 || to === null) continue;
      const known = found.get(`${from} ${to}`) ?? { from, to, calls: 0, failed: 0, gas: 0n, hash };
      found.set(`${from} ${to}`, {
        ...known,
        calls: known.calls + calls.length,
        failed: known.failed + calls.filter(({ outcome }) => outcome !== 'returned').length,
        gas: calls.reduce((sum, { gas }) => sum + BigInt(gas.total), known.gas),
      });
    }
  }
  const callers = [...found.values()].sort((one, other) => other.calls - one.calls);
  return { callers, looked: some.length, left: all.length - some.length };
}
