import { setTimeout as sleep } from 'node:timers/promises';
import { type Hex, keccak256 } from 'viem';
import type { Peer } from './peer.ts';
import { batchBody, RpcClient } from './process/rpc-client.ts';
import { bytesOf, usageOf } from './process/usage.ts';

/** Transactions of one HTTP request. */
const batchSize = 100;
/** What a peer does within so many milliseconds of the last receipt counts as work for the phase. */
const rest = 250;

/** Signed transactions as they go over the wire; made once, for all peers. */
export interface Parcel {
  readonly transactions: number;
  readonly bodies: readonly string[];
  /** Hashes of the last 20: with 20 senders in turns, all are in blocks when these are. */
  readonly last: readonly Hex[];
}

/** What one peer did with one parcel. */
export interface Drive {
  readonly transactions: number;
  /** From the first request until the last receipts are there. */
  readonly seconds: number;
  readonly blocks: number;
  /** Of the peer's processes, until a quarter of a second after the last receipt. */
  readonly cpuSeconds: number;
  /** Afterwards. */
  readonly residentBytes: number;
  readonly ownBytes: number;
  /** By which its folder grew; undefined for a peer in memory. */
  readonly diskBytes: number | undefined;
}

export function pack(signed: readonly Hex[]): Parcel {
  const bodies: string[] = [];
  for (let from = 0; from < signed.length; from += batchSize) {
    const batch = signed.slice(from, from + batchSize);
    bodies.push(batchBody(batch.map((raw) => ({ method: 'eth_sendRawTransaction', params: [raw] }))));
  }
  return { transactions: signed.length, bodies, last: signed.slice(-20).map((raw) => keccak256(raw)) };
}

/** Sends a parcel over one connection, batch after batch. @throws Error when the peer refuses or fails anything */
export async function drive(peer: Peer, { transactions, bodies, last }: Parcel): Promise<Drive> {
  const client = new RpcClient(peer.url);
  const height = async () => Number(await client.call<Hex>('eth_blockNumber'));
  const size = async () => peer.folder && (await bytesOf(peer.folder));
  try {
    const [blocks, bytes, before] = [await height(), await size(), usageOf(peer.pid)];
    const start = performance.now();
    for (const body of bodies) {
      await client.send(body);
      if (peer.afterBatch !== undefined) await client.call(peer.afterBatch);
    }
    await client.receipts(last);
    const seconds = (performance.now() - start) / 1_000;
    await sleep(rest);
    const { cpuSeconds, residentBytes, ownBytes } = usageOf(peer.pid);
    const grown = await size();
    return {
      transactions,
      seconds,
      blocks: (await height()) - blocks,
      cpuSeconds: cpuSeconds - before.cpuSeconds,
      residentBytes,
      ownBytes,
      diskBytes: typeof bytes === 'number' && typeof grown === 'number' ? grown - bytes : undefined,
    };
  } catch (error) {
    throw new Error(`${peer.name}: ${error instanceof Error ? error.message : error}`);
  } finally {
    client.close();
  }
}
