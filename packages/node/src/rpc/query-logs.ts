import { type BlockReference, errorCode, type LogQuery } from '@evm-ml/rpc';
import type { ChainView } from '../chain/chain-view.ts';
import { ReadBudget } from '../chain/read-budget.ts';
import type { Limits } from '../config/limits.ts';
import { invalidParams, limitExceeded, RpcError } from './errors.ts';
import type { formatLog } from './format/log.ts';
import { logsOfBlock, toPattern } from './match-logs.ts';
import { resolveNumber } from './resolve-block.ts';

/** Bytes that a log takes besides its data. */
const logBytes = 1_500;

/** Logs that match a query, oldest first; refused when it spans too many blocks or finds too many logs. */
export async function queryLogs(
  chain: ChainView,
  query: LogQuery,
  limits: Pick<Limits, 'maxLogBlocks' | 'maxLogs' | 'maxReadBytes'>,
): Promise<ReturnType<typeof formatLog>[]> {
  const [from, to] = await blockRange(chain, query);
  assertSpan([from, to], limits);
  const pattern = toPattern(query);
  const bytes = new ReadBudget(limits.maxReadBytes);
  const found: ReturnType<typeof formatLog>[] = [];
  for (let number = from; number <= to; number++) {
    for (const log of await logsOfBlock(chain, number, pattern)) {
      bytes.take(logBytes + log.data.length);
      found.push(log);
    }
    if (found.length > limits.maxLogs) {
      throw limitExceeded('maxLogs', limits.maxLogs, 'ask for fewer blocks, addresses or topics');
    }
  }
  return found;
}

async function blockRange(
  chain: ChainView,
  { blockHash, fromBlock, toBlock }: LogQuery,
): Promise<[bigint, bigint]> {
  if (blockHash) {
    if (fromBlock != null || toBlock != null) {
      throw invalidParams('cannot specify both blockHash and fromBlock/toBlock, choose one or the other');
    }
    const number = await resolveNumber(chain, { blockHash });
    if (number === undefined) throw new RpcError(errorCode.server, 'unknown block');
    return [number, number];
  }
  return resolveRange(chain, fromBlock ?? 'latest', toBlock ?? 'latest');
}

/** Numbers of the first and the last block of a range, both there. @throws RpcError in go-ethereum's words */
export async function resolveRange(
  chain: ChainView,
  fromBlock: BlockReference,
  toBlock: BlockReference,
): Promise<[bigint, bigint]> {
  const head = chain.head.header.number;
  const from = (await resolveNumber(chain, fromBlock)) ?? head;
  const to = (await resolveNumber(chain, toBlock)) ?? head;
  assertRising(from, to);
  if (to > head)
    throw invalidParams(`block range extends beyond current head block: requested ${to}, head ${head}`);
  return [from, to];
}

/** Refuses more blocks than a search may span. @throws RpcError */
export function assertSpan(
  [from, to]: readonly [bigint, bigint],
  { maxLogBlocks }: Pick<Limits, 'maxLogBlocks'>,
): void {
  if (to - from >= BigInt(maxLogBlocks))
    throw limitExceeded('maxLogBlocks', maxLogBlocks, 'ask for a smaller range of blocks');
}

/** @throws RpcError in go-ethereum's words */
export function assertRising(from: bigint, to: bigint): void {
  if (from > to) throw invalidParams(`invalid block range params: fromBlock ${from} is after toBlock ${to}`);
}

/** Refuses a query for the logs of one block where those of new blocks are told. @throws RpcError */
export function assertFollows({ blockHash }: LogQuery): void {
  if (blockHash != null)
    throw invalidParams(
      'blockHash cannot be followed, only new blocks are told: ask eth_getLogs for the logs of that block',
    );
}
