import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { WebSocket } from 'ws';
import type { Ledger } from './ledger.ts';

/** An answer as JSON-RPC has it. */
interface Answer {
  id?: unknown;
  result?: unknown;
  error?: { code: number; message: string };
}

/** An error that the request was made to get: its name in the report, and its JSON-RPC code. */
export interface Expected {
  kind: string;
  code: number;
}

/** The node has pruned the state that was asked for: right when it was told to, and no answer. */
export class Pruned extends Error {}

/** Calls methods of a node. `call` throws on any answer but the one that is wanted. */
export interface Client {
  call<Result = unknown>(method: string, ...params: unknown[]): Promise<Result>;
  /** A request that has to be refused in a certain way. */
  refused(expected: Expected, method: string, ...params: unknown[]): Promise<void>;
}

type Exchange = (request: object) => Promise<Answer>;

function clientOver(exchange: Exchange, ledger: Ledger): Client {
  let sent = 0;
  const send = async (method: string, params: unknown[]) => {
    const start = performance.now();
    const id = ++sent;
    const answer = await exchange({ jsonrpc: '2.0', id, method, params });
    ledger.answer(method, performance.now() - start);
    if (answer.id !== id && answer.error === undefined)
      throw new Error(`${method}: the answer has another id`);
    return answer;
  };
  return {
    async call<Result>(method: string, ...params: unknown[]) {
      const { result, error } = await send(method, params);
      if (error && / is pruned: .* \(state = \d+\)$/.test(error.message)) {
        ledger.expectedError('a pruned state');
        throw new Pruned(error.message);
      }
      if (error) throw new Error(`${method}: ${error.code} ${error.message}`);
      return result as Result;
    },
    async refused({ kind, code }, method, ...params) {
      const { error } = await send(method, params);
      if (error?.code !== code) {
        throw new Error(
          `${method} should fail with ${code} (${kind}), answer: ${error?.code} ${error?.message}`,
        );
      }
      ledger.expectedError(kind);
    },
  };
}

/** One request after another over HTTP. */
export function httpClient(url: string, key: string, ledger: Ledger): Client {
  return clientOver(async (request) => (await post(url, key, JSON.stringify(request))).answer, ledger);
}

const agent = new Agent({ keepAlive: true });

/** Any body over HTTP, over one of this process's connections. */
export async function post(url: string, key: string, body: string, signal?: AbortSignal) {
  const headers = {
    'content-type': 'application/json',
    'x-api-key': key,
    'content-length': Buffer.byteLength(body),
  };
  const outgoing = request(url, { method: 'POST', agent, headers, ...(signal && { signal }) });
  outgoing.on('error', () => undefined); // After an answer that came early; before it, `once` tells.
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return { status: response.statusCode, answer: (text === '' ? {} : JSON.parse(text)) as Answer };
}

/** Closes the connections that wait for another request. */
export const closeConnections = () => agent.destroy();

/** A WebSocket: calls, and what is pushed by subscription. */
export interface SocketClient extends Client {
  readonly socket: WebSocket;
  /** Subscribes and hands every notification to `listener`. */
  subscribe(params: unknown[], listener: (result: unknown) => void): Promise<string>;
  close(): Promise<void>;
}

export async function socketClient(wsUrl: string, key: string, ledger: Ledger): Promise<SocketClient> {
  const socket = new WebSocket(wsUrl, { headers: { 'x-api-key': key } });
  await once(socket, 'open');
  const waiting = new Map<unknown, { resolve(answer: Answer): void; reject(error: Error): void }>();
  const listeners = new Map<string, (result: unknown) => void>();
  const early = new Map<string, unknown[]>();
  socket.on('message', (data) => {
    const message: Answer & { params?: { subscription: string; result: unknown } } = JSON.parse(String(data));
    if (message.params === undefined) {
      waiting.get(message.id)?.resolve(message);
      waiting.delete(message.id);
      return;
    }
    const { subscription, result } = message.params;
    const listener = listeners.get(subscription);
    if (listener) listener(result);
    else early.set(subscription, [...(early.get(subscription) ?? []), result]);
  });
  const end = () => {
    for (const { reject } of waiting.values()) reject(new Error('the WebSocket closed'));
    waiting.clear();
  };
  socket.on('close', end);
  socket.on('error', end);
  const exchange: Exchange = (request) =>
    new Promise((resolve, reject) => {
      waiting.set((request as { id: number }).id, { resolve, reject });
      socket.send(JSON.stringify(request));
    });
  const client = clientOver(exchange, ledger);
  return {
    ...client,
    socket,
    async subscribe(params, listener) {
      const id = await client.call<string>('eth_subscribe', ...params);
      listeners.set(id, listener);
      for (const result of early.get(id) ?? []) listener(result);
      early.delete(id);
      return id;
    },
    async close() {
      if (socket.readyState === WebSocket.CLOSED) return;
      socket.close();
      await once(socket, 'close');
    },
  };
}
