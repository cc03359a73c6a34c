import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Hex } from 'viem';

/** A JSON-RPC request without its id. */
export interface Call {
  readonly method: string;
  readonly params: readonly unknown[];
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** The body of a batch; each call's id is its place. */
export const batchBody = (calls: readonly Call[]): string =>
  JSON.stringify(calls.map(({ method, params }, id) => ({ jsonrpc: '2.0', id, method, params })));

/** One keep-alive connection to a node: one request at a time, each the next one's predecessor. */
export class RpcClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly url: string) {}

  /** @throws Error with the node's own words when it answers with an error */
  async call<T = unknown>(method: string, ...params: unknown[]): Promise<T> {
    const [result] = await this.batch<T>([{ method, params }]);
    return result as T;
  }

  /** The results in the order of the calls. @throws Error with the node's words for the first that it refuses */
  batch<T = unknown>(calls: readonly Call[]): Promise<T[]> {
    return this.send<T>(batchBody(calls));
  }

  /** Sends a body of `batchBody`. @throws Error as `batch` does */
  async send<T = unknown>(body: string): Promise<T[]> {
    const answer: Answer | Answer[] = JSON.parse(await this.post(body));
    if (!Array.isArray(answer)) throw new Error(answer.error?.message ?? 'a batch got a single answer');
    const results: T[] = [];
    for (const { id, result, error } of answer) {
      if (error) throw new Error(error.message);
      results[id] = result as T;
    }
    return results;
  }

  /**
   * Waits until all of these transactions are in blocks; a look takes some milliseconds' pause before the next.
   * @throws Error when one has failed, or after a minute
   */
  async receipts(hashes: readonly Hex[]): Promise<void> {
    const body = batchBody(hashes.map((hash) => ({ method: 'eth_getTransactionReceipt', params: [hash] })));
    for (const end = performance.now() + 60_000; ; await sleep(5)) {
      // geth has none of any transaction while it still indexes its first blocks.
      const receipts = await this.send<{ status: Hex } | null>(body).catch((error: Error) => {
        if (error.message.includes('indexing is in progress')) return [null];
        throw error;
      });
      if (receipts.some((receipt) => receipt && receipt.status !== '0x1'))
        throw new Error('a transaction failed');
      if (receipts.every((receipt) => receipt)) return;
      if (performance.now() > end) throw new Error('transactions are in no block after a minute');
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private post(body: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const sent = request(this.url, { method: 'POST', agent: this.agent, headers }, (response) => {
        text(response).then(resolve, reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
