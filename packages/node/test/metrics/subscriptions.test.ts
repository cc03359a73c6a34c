import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { temporaryNode } from '../support/temporary.ts';

const subscribe = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_subscribe', params: ['newHeads'] });

test('subscriptions are counted, and none stays of clients that leave while they subscribe', async () => {
  const node = await temporaryNode({ metrics: true });
  const open = async () => {
    const text = await (await fetch(`${node.url}/metrics`)).text();
    return Number(/^evm_ml_subscriptions (\d+)$/m.exec(text)?.[1]);
  };
  const staying = new WebSocket(node.wsUrl);
  await once(staying, 'open');
  staying.send(subscribe);
  await once(staying, 'message');
  expect(await open()).toBe(1);
  for (let round = 0; round < 20; round++) {
    const leaving = new WebSocket(node.wsUrl);
    await once(leaving, 'open');
    for (let times = 0; times < 5; times++) leaving.send(subscribe);
    leaving.terminate();
    await once(leaving, 'close');
  }
  staying.close();
  await once(staying, 'close');
  await vi.waitUntil(async () => (await open()) === 0, 5_000);
});
