import { once } from 'node:events';
import type { Hex } from 'viem';
import { WebSocket } from 'ws';
import { socketClient } from '../client.ts';
import type { Actor, Scene } from '../scene.ts';

export interface Head {
  number: Hex;
  hash: Hex;
  parentHash: Hex;
}

export interface SeenLog {
  blockNumber: Hex;
  logIndex: Hex;
  transactionHash: Hex;
}

/** What one subscriber saw, in order. */
export interface Seen {
  readonly heads: Head[];
  readonly logs: SeenLog[];
  readonly pending: Set<Hex>;
  end(): Promise<void>;
}

/** Listens to everything from now on. */
export async function watch({ node, key, ledger }: Scene): Promise<Seen> {
  const client = await socketClient(node.wsUrl, key, ledger);
  const seen: Seen = { heads: [], logs: [], pending: new Set(), end: () => client.close() };
  await client.subscribe(['newHeads'], (head) => seen.heads.push(head as Head));
  await client.subscribe(['logs', {}], (log) => {
    const { blockNumber, logIndex, transactionHash } = log as SeenLog;
    seen.logs.push({ blockNumber, logIndex, transactionHash });
  });
  await client.subscribe(['newPendingTransactions'], (hash) => seen.pending.add(hash as Hex));
  return seen;
}

/** Subscribers that come, see up to three blocks and go, some of them without a word. */
export const visitors = ({ node, key, ledger, random }: Scene): Actor => ({
  name: 'visiting subscribers',
  every: 2_000,
  async turn() {
    const client = await socketClient(node.wsUrl, key, ledger);
    const heads: Head[] = [];
    const three = new Promise<void>((resolve) => {
      client.socket.on('close', resolve);
      setTimeout(resolve, 10_000).unref(); // At the end of a run no more blocks come.
      client
        .subscribe(['newHeads'], (head) => {
          if (heads.push(head as Head) === 3) resolve();
        })
        .then(async (id) => {
          await three;
          if (random() < 0.5) await client.call('eth_unsubscribe', id);
          await client.close();
        })
        .catch(() => client.socket.terminate());
    });
    await three;
    heads.slice(1).forEach((head, index) => {
      if (head.parentHash !== heads[index]?.hash) throw new Error('a visitor saw heads out of order');
    });
    if (client.socket.readyState !== WebSocket.CLOSED) await once(client.socket, 'close');
  },
});

/** Milliseconds for which the deaf client does not read, and the most that its end may take then. */
const deafFor = 20_000;

/**
 * A client that asks for very much and does not read: the node has to cut it off, with code 1013, or without one
 * (1006) when it does not read that either.
 */
export const deaf = ({ node, key, ledger }: Scene): Actor => ({
  name: 'deaf client',
  every: 300_000,
  async turn() {
    const socket = new WebSocket(node.wsUrl, { headers: { 'x-api-key': key } });
    await once(socket, 'open');
    socket.pause();
    for (let id = 0; id < 1_000; id++)
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, method: 'rpc_discover', params: [] }));
    await new Promise((resolve) => setTimeout(resolve, deafFor));
    socket.resume();
    const code = await Promise.race([
      once(socket, 'close').then(([closed]) => closed as number),
      new Promise<undefined>((resolve) => setTimeout(resolve, 60_000, undefined).unref()),
    ]);
    socket.terminate();
    if (code !== 1013 && code !== 1006)
      throw new Error(`a client that does not read was closed with ${code}`);
    ledger.expectedError('deaf client cut off');
  },
});
