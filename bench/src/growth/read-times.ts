import type { Call, RpcClient } from '../chain/process/rpc-client.ts';

/** Milliseconds of one request after the other. */
export interface ReadTimes {
  readonly requests: number;
  readonly p50: number;
  readonly p99: number;
}

/** The value below which this share of all lies, of the nearest rank. @throws RangeError for no values */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('there is no percentile of nothing');
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))]!;
}

/** Asks one thing after the other; the first tenth warms up and is not counted. @throws Error that the node answers */
export async function timeReads(client: RpcClient, calls: readonly Call[]): Promise<ReadTimes> {
  const took: number[] = [];
  for (const { method, params } of calls) {
    const start = performance.now();
    await client.call(method, ...params);
    took.push(performance.now() - start);
  }
  const counted = took.slice(Math.floor(took.length / 10));
  return { requests: counted.length, p50: percentile(counted, 0.5), p99: percentile(counted, 0.99) };
}
