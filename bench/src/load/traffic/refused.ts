import { once } from 'node:events';
import { WebSocket } from 'ws';
import { post } from '../client.ts';
import { type Actor, pick, type Scene } from '../scene.ts';
import type { Wallet } from '../wallet.ts';

interface Body {
  readonly kind: string;
  readonly body: string;
  /** JSON-RPC codes that are right. */
  readonly codes: readonly number[];
}

const request = (method: string, params: unknown) =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });

const bodies = (): readonly Body[] => [
  { kind: 'not JSON', body: '{"jsonrpc":', codes: [-32700] },
  { kind: 'empty body', body: '', codes: [-32700, -32600] },
  { kind: 'not a request', body: '{"hello":"world"}', codes: [-32600] },
  { kind: 'empty batch', body: '[]', codes: [-32600] },
  { kind: 'batch too long', body: `[${'1,'.repeat(1_000)}1]`, codes: [-32005] },
  { kind: 'body too long', body: `"${'x'.repeat(9 * 2 ** 20)}"`, codes: [-32005] },
  { kind: 'deep nesting', body: `${'['.repeat(50_000)}${']'.repeat(50_000)}`, codes: [-32005] },
  { kind: 'unknown method', body: request('eth_nothing', []), codes: [-32601] },
  { kind: 'closed method', body: request('evm_mine', []), codes: [-32601] },
  { kind: 'wrong parameters', body: request('eth_getBalance', ['0x12', 'latest']), codes: [-32602] },
  { kind: 'parameters of another kind', body: request('eth_call', 'latest'), codes: [-32600, -32602] },
  { kind: 'no transaction', body: request('eth_sendRawTransaction', ['0x02c0']), codes: [-32000] },
  {
    kind: 'a block to come',
    body: request('eth_getBalance', [`0x${'0'.repeat(40)}`, '0xffffffff']),
    codes: [-32000, -32001],
  },
  {
    kind: 'too wide a log query',
    body: request('eth_getLogs', [{ fromBlock: '0x0', toBlock: '0xfffffff' }]),
    codes: [-32005, -32000, -32602],
  },
];

/** Bodies that have to be refused, each with its code. */
export function malformed({ node, key, ledger, random }: Scene): Actor {
  const all = bodies();
  return {
    name: 'malformed',
    every: 250,
    async turn() {
      const { kind, body, codes } = pick(random, all);
      const exchange = await post(node.url, key, body).catch(async (error: unknown) => {
        // The node answers an oversize body before all of it is sent and hangs up; who gets which is a race.
        if (body.length > 2 ** 23) return undefined;
        throw error;
      });
      if (!exchange) return ledger.expectedError(`${kind}, hung up`);
      const { answer } = exchange;
      const first = Array.isArray(answer) ? answer[0] : answer;
      const code: number | undefined = first?.error?.code;
      if (code === undefined || !codes.includes(code))
        throw new Error(`"${kind}" got ${JSON.stringify(first).slice(0, 200)}`);
      ledger.expectedError(kind);
    },
  };
}

/** Transactions that have to be refused: sent twice, behind their time, without funds. */
export const refusedTransactions = ({ http }: Scene, wallet: Wallet): Actor => ({
  name: 'refused transactions',
  every: 1_000,
  async turn() {
    const raw = await wallet.sign({ to: wallet.account.address, value: 1n, gas: 21_000n });
    await wallet.acknowledge(http, await http.call('eth_sendRawTransaction', raw));
    await http.refused({ kind: 'a transaction sent twice', code: -32000 }, 'eth_sendRawTransaction', raw);
  },
});

/** Keys that open nothing, and one that opens little. */
export function badKeys({ node, slowKey, ledger, random }: Scene): Actor {
  return {
    name: 'bad keys',
    every: 500,
    async turn() {
      const { status } = await post(node.url, `no-${random()}`, request('eth_chainId', []));
      if (status !== 401) throw new Error(`a bad key got status ${status}`);
      ledger.expectedError('bad key, HTTP');
      const many = Array.from({ length: 20 }, () => request('eth_chainId', []));
      const limited = await post(node.url, slowKey, `[${many.join(',')}]`);
      if (limited.answer.error?.code !== -32005) throw new Error('a key sent more than it may');
      ledger.expectedError('more requests than the key may send');
      const socket = new WebSocket(node.wsUrl, { headers: { 'x-api-key': 'no' } });
      const [code] = await once(socket, 'close');
      if (code !== 1008) throw new Error(`a WebSocket with a bad key was closed with ${code}`);
      ledger.expectedError('bad key, WebSocket');
    },
  };
}
