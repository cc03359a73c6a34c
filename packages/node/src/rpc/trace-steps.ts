import type { Block } from '@ethereumjs/block';
import type { TraceFilter } from '@evm-ml/rpc';
import type { Hex } from 'viem';
import { type FlatTrace, flatCallTracer } from '../chain/trace/flat-call-tracer.ts';
import { traceBlock } from '../chain/trace/trace-block.ts';
import type { TraceLimits } from '../chain/trace/tracer.ts';
import { refusalToError } from './call-message.ts';
import { limitExceeded } from './errors.ts';
import { toData } from './format/hex.ts';
import type { ReadContext } from './method.ts';
import { assertSpan, resolveRange } from './query-logs.ts';

/** A step with the block and the transaction that it is of. */
export interface PlacedTrace extends FlatTrace {
  blockHash: Hex | null;
  blockNumber: number;
  transactionHash: Hex;
  transactionPosition: number;
}

/** The steps of a block's transactions, or of the one at `only`. */
export async function stepsOfBlock(
  { chain }: ReadContext,
  block: Block,
  limits: TraceLimits,
  only?: number,
): Promise<PlacedTrace[]> {
  if (block.transactions.length === 0) return [];
  const traces = await refusalToError(() =>
    traceBlock(chain, block, (_tx, index) =>
      only === undefined || only === index ? flatCallTracer(limits) : undefined,
    ),
  );
  const blockHash = block === chain.pending ? null : toData(block.hash());
  return traces.flatMap((steps, place) => {
    const position = only ?? place;
    const transactionHash = toData(block.transactions[position]!.hash());
    return (steps as FlatTrace[]).map((step) => ({
      ...step,
      blockHash,
      blockNumber: Number(block.header.number),
      transactionHash,
      transactionPosition: position,
    }));
  });
}

/** Steps of a range of blocks that come from one of some addresses and go to one of some. */
export async function filterSteps(
  context: ReadContext,
  { fromBlock, toBlock, fromAddress, toAddress, after, count }: TraceFilter,
  bounds: TraceLimits,
): Promise<PlacedTrace[]> {
  const { chain, limits } = context;
  const [from, to] = await resolveRange(chain, fromBlock ?? 'earliest', toBlock ?? 'latest');
  assertSpan([from, to], limits);
  const skipped = Number(after ?? 0n);
  const most = count == null ? Number.POSITIVE_INFINITY : Number(count);
  const wanted = (addresses: readonly Hex[] | null | undefined, given: string | undefined) =>
    !addresses?.length || addresses.some((address) => address === given);
  const found: PlacedTrace[] = [];
  for (let number = from; number <= to && found.length < skipped + most; number++) {
    const header = await chain.store.readHeader(number);
    if (!header || header.gasUsed === 0n) continue;
    const block = await chain.store.readBlock(number);
    for (const step of block ? await stepsOfBlock(context, block, bounds) : []) {
      const { from: sender, address, to: recipient, refundAddress } = step.action;
      const target = recipient ?? refundAddress ?? step.result?.['address'];
      if (wanted(fromAddress, sender ?? address) && wanted(toAddress, target)) found.push(step);
    }
    if (Math.min(found.length - skipped, most) > limits.maxLogs)
      throw limitExceeded('maxLogs', limits.maxLogs, 'ask for fewer blocks or addresses');
  }
  return found.slice(skipped, skipped + most);
}
