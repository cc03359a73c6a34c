import { once } from 'node:events';
import { connect } from 'node:net';
import { keccak256 } from 'viem';
import { WebSocket } from 'ws';
import { post } from '../client.ts';
import type { Actor, Scene } from '../scene.ts';
import type { Wallet } from '../wallet.ts';

/** Clients that go away in the middle of something. */
export function disconnects(scene: Scene, wallet: Wallet): Actor {
  const ways = [abortedTransaction, halfRequest, lostSocket, lostSubscription] as const;
  let turn = 0;
  return {
    name: 'disconnects',
    every: 500,
    turn: async () => ways[turn++ % ways.length]?.(scene, wallet),
  };
}

/**
 * Leaves while a transaction is on its way: it is in the chain or not. Then sends it again, and either that or the
 * first time counts, never both.
 */
async function abortedTransaction({ node, key, http, ledger, random }: Scene, wallet: Wallet): Promise<void> {
  const raw = await wallet.sign({ to: wallet.account.address, value: 1n, gas: 21_000n });
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_sendRawTransaction', params: [raw] });
  const abort = new AbortController();
  setTimeout(() => abort.abort(), random() * 20);
  await post(node.url, key, body, abort.signal).catch(() => ledger.expectedError('left while sending'));
  const { answer } = await post(node.url, key, body);
  const refused = /already known|nonce too low/.test(answer.error?.message ?? '');
  if (answer.error && !refused) throw new Error(`sent again: ${answer.error.message}`);
  await wallet.await(http, keccak256(raw));
}

async function halfRequest({ node, key, ledger }: Scene): Promise<void> {
  const { hostname, port } = new URL(node.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(`POST / HTTP/1.1\r\nhost: x\r\nx-api-key: ${key}\r\ncontent-length: 1000\r\n\r\n{"jsonrpc"`);
  await new Promise(setImmediate);
  socket.destroy();
  await once(socket, 'close');
  ledger.expectedError('left in the middle of a body');
}

async function lostSocket({ node, key, ledger }: Scene): Promise<void> {
  const socket = new WebSocket(node.wsUrl, { headers: { 'x-api-key': key } });
  await once(socket, 'open');
  socket.terminate();
  await once(socket, 'close');
  ledger.expectedError('WebSocket lost');
}

/** The request to subscribe and the end of the connection arrive together. */
async function lostSubscription({ node, key, ledger }: Scene): Promise<void> {
  const socket = new WebSocket(node.wsUrl, { headers: { 'x-api-key': key } });
  await once(socket, 'open');
  for (const kind of ['newHeads', 'logs', 'newPendingTransactions'])
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: kind, method: 'eth_subscribe', params: [kind] }));
  socket.close();
  await once(socket, 'close');
  ledger.expectedError('WebSocket lost while subscribing');
}
