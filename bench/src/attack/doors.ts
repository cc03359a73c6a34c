import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { createRandom } from '../random.ts';
import { type Attack, Finding } from './attack.ts';
import { Victim } from './victim.ts';

type Random = () => number;

/** What a stranger's connection does before it is left alone. */
const OPENINGS: readonly ((random: Random) => string)[] = [
  () => '',
  () => 'POST / HTTP/1.1\r\nHost: localhost\r\n',
  (random) =>
    `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${Math.floor(random() * 2 ** 40)}\r\n\r\n{"jsonrpc"`,
  () => 'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n[',
  () => `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}`,
  () =>
    'GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n\x01\xff',
  (random) => String.fromCharCode(...Array.from({ length: 200 }, () => Math.floor(random() * 256))),
];

/** Bodies that are much to parse, or little to send for much to answer. */
const BODIES: readonly ((random: Random) => string)[] = [
  () => '['.repeat(8_000_000),
  () => `${'{"a":'.repeat(500_000)}1`,
  () => `[${'1,'.repeat(1_000_000)}1]`,
  () => `"${'\\u0000'.repeat(1_000_000)}"`,
  () => JSON.stringify(Array(1_001).fill({ jsonrpc: '2.0', id: 1, method: 'eth_chainId' })),
  () => JSON.stringify(Array(1_000).fill({ jsonrpc: '2.0', id: 1, method: 'predict_list' })),
  () => JSON.stringify({ jsonrpc: '2.0', id: 'i'.repeat(1_000_000), method: 'x'.repeat(1_000_000) }),
  () =>
    JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'eth_newFilter',
      params: [{ topics: Array(1_000).fill([]) }],
    }),
  (random) =>
    Array.from({ length: 300 }, () => '{}[]",:0eE+-.truefalsn\\u'[Math.floor(random() * 24)]).join(''),
];

const ignore = (): void => {};

async function openSocket(port: number, random: Random): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', ignore);
  socket.resume();
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
  socket.write(OPENINGS[Math.floor(random() * OPENINGS.length)]!(random), 'latin1');
  return socket;
}

async function openWebSocket(url: string, random: Random): Promise<WebSocket> {
  const socket = new WebSocket(url);
  socket.on('error', ignore);
  await Promise.race([once(socket, 'open'), once(socket, 'close')]);
  if (socket.readyState !== WebSocket.OPEN) return socket;
  for (let count = 0; count < 120; count++) {
    const body = { jsonrpc: '2.0', id: count, method: 'eth_subscribe', params: ['newHeads'] };
    socket.send(JSON.stringify(body));
  }
  if (random() < 0.3) socket.send(BODIES[Math.floor(random() * BODIES.length)]!(random));
  if (random() < 0.3) socket.pause();
  return socket;
}

/** Connections, half requests and bodies that mean harm, while others want to be served. */
export const doors: Attack = {
  name: 'doors',
  tries:
    'Hundreds of connections with half requests, sockets that subscribe and never read, deep, long and senseless bodies.',
  holds: 'Others are answered meanwhile, transfers get into blocks, memory and descriptors come back.',
  async run({ seed, seconds, say }) {
    const { uniform } = createRandom(seed);
    const victim = await Victim.start({
      limits: { maxConnections: 400, maxRequestSeconds: 5, maxIdleSeconds: 5 },
    });
    const port = Number(new URL(victim.node.url).port);
    const until = performance.now() + seconds * 1_000;
    let [connections, bodies, memory] = [0, 0, 0];
    while (performance.now() < until) {
      const sockets = await Promise.all(Array.from({ length: 120 }, () => openSocket(port, uniform)));
      const webSockets = await Promise.all(
        Array.from({ length: 20 }, () => openWebSocket(victim.node.wsUrl, uniform)),
      );
      connections += sockets.length + webSockets.length;
      const sent = Array.from({ length: 6 }, async () => {
        const body = BODIES[Math.floor(uniform() * BODIES.length)]!(uniform);
        // A refusal may close the connection before the body is through: that is an answer, too.
        await fetch(victim.node.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        })
          .then((response) => response.text())
          .catch(ignore);
        bodies++;
      });
      const { result } = await victim.ask('eth_chainId');
      if (result === undefined) throw new Finding('eth_chainId has no answer beside hostile connections');
      await Promise.all(sent);
      memory = Math.max(memory, await victim.expectAlive('hostile connections'));
      for (const socket of sockets) socket.destroy();
      for (const socket of webSockets) socket.terminate();
      say(`${connections} connections, ${bodies} bodies`);
    }
    await victim.stop();
    return { connections, bodies, mostMemoryMB: Math.round(memory) };
  },
};
