import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { exposureWarning } from '../../src/access/exposure.ts';
import type { Limits } from '../../src/config/limits.ts';
import { developmentGenesis } from '../../src/genesis/development.ts';
import type { RunningNode } from '../../src/index.ts';
import { ByteBudget } from '../../src/rpc/byte-budget.ts';
import { createConnection } from '../../src/rpc/connection.ts';
import { ownerOf } from '../../src/rpc/connections-by-address.ts';
import { JsonScan } from '../../src/rpc/scan-json.ts';
import { rpc } from '../support/clients.ts';
import { rawSocket } from '../support/raw-socket.ts';
import { temporaryNode } from '../support/temporary.ts';

const request = (method: string, ...params: unknown[]) => ({ jsonrpc: '2.0', id: 1, method, params });
const over = (bound: keyof Limits, value: number) => ({
  error: { code: -32005, message: expect.stringContaining(`${bound} = ${value}`) },
});
const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

/** A TCP connection that has been made. */
async function connected({ url }: RunningNode, localAddress?: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ port: Number(port), host: hostname, ...(localAddress && { localAddress }) });
  onTestFinished(() => {
    socket.destroy();
  });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** All that arrives until the other side hangs up. */
async function untilEnd(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  await once(socket, 'close');
  return text;
}

/** All that arrives until it holds these words. */
function until(socket: Socket, words: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
      if (text.includes(words)) resolve(text);
    });
    socket.on('close', () => reject(new Error(`closed after ${text}`)));
  });
}

const head = (length: number, ...more: string[]) =>
  ['POST / HTTP/1.1', 'Host: 127.0.0.1', `Content-Length: ${length}`, ...more, '', ''].join('\r\n');

/** A connection that stays is served, and the place of one that went is free. */
async function expectRoomAgain({ url }: RunningNode, staying: Socket): Promise<void> {
  staying.write(`${head(2)}{}`);
  expect(await until(staying, '-32600')).toContain('HTTP/1.1 200');
  // The server learns of an end in its own time; until then the place counts.
  let answer: unknown;
  while (answer === undefined) answer = await rpc(url, request('eth_chainId')).catch(() => undefined);
  expect(answer).toMatchObject({ result: '0x4d4c' });
}

test('maxConnections: one more is hung up on; when one goes, another gets in', async () => {
  const node = await temporaryNode({ limits: { maxConnections: 2 } });
  const [first, second] = [await connected(node), await connected(node)];
  expect(await untilEnd(await connected(node))).toBe('');
  first.destroy();
  await expectRoomAgain(node, second);
});

test('maxConnectionsPerAddress: one more is hung up on, others get in; what goes makes room', async () => {
  const node = await temporaryNode({ limits: { maxConnectionsPerAddress: 2 } });
  const [first, second] = [await connected(node), await connected(node)];
  expect(await untilEnd(await connected(node))).toBe('');
  // Another address of this machine.
  const other = await connected(node, '127.0.0.2');
  other.write(`${head(2)}{}`);
  expect(await until(other, '-32600')).toContain('HTTP/1.1 200');
  first.destroy();
  await expectRoomAgain(node, second);
});

test('an address counts as its network where its owner has many', () => {
  expect(ownerOf('10.0.0.7')).toBe('10.0.0.7');
  expect(ownerOf('::ffff:10.0.0.7')).toBe('10.0.0.7');
  expect(ownerOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2');
  expect(ownerOf('2001:db8:1:2::')).toBe('2001:db8:1:2');
  expect(ownerOf('2001:db8::9')).toBe('2001:db8:0:0');
  expect(ownerOf('fe80::1%eth0')).toBe('fe80:0:0:0');
  expect(ownerOf('::1')).toBe('0:0:0:0');
  expect(ownerOf(undefined)).toBe('');
});

test.each([
  ['a head', 'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n'],
  ['a body', `${head(100)}{"jsonrpc":`],
])('maxRequestSeconds: half of %s does not keep a connection for ever', async (_what, half) => {
  const node = await temporaryNode({ limits: { maxRequestSeconds: 1 } });
  const socket = await connected(node);
  socket.write(half);
  expect(await untilEnd(socket)).toMatch(/^HTTP\/1.1 408 /);
});

test('maxIdleSeconds: a connection that asks nothing more is closed', async () => {
  const node = await temporaryNode({ limits: { maxIdleSeconds: 1 } });
  const socket = await connected(node);
  socket.write(`${head(2)}{}`);
  expect(await untilEnd(socket)).toContain('-32600');
});

test('maxAnswerSeconds: who does not read an answer is hung up on', async () => {
  const node = await temporaryNode({ limits: { maxAnswerSeconds: 1, maxConnections: 1 } });
  const socket = await connected(node);
  socket.pause();
  const body = JSON.stringify(Array(200).fill(request('rpc_discover')));
  socket.write(head(body.length) + body);
  // Its place is free again as soon as it was hung up on.
  let answer: unknown;
  while (answer === undefined) answer = await rpc(node.url, request('eth_chainId')).catch(() => undefined);
  // Some megabytes were on their way already; the end comes before the whole answer.
  const text = await untilEnd(socket.resume());
  const [, length] = /Content-Length: (\d+)/i.exec(text)!;
  expect(text.length).toBeLessThan(Number(length));
});

test('D18: rights come before the body: whoever has none is refused before it is there', async () => {
  const sha256 = createHash('sha256').update('open sesame').digest('hex');
  const access = { apiKeys: [{ name: 'reader', sha256, methods: ['eth_chainId'] }] };
  const node = await temporaryNode({ access });
  const socket = await connected(node);
  socket.write(head(8_000_000));
  expect(await until(socket, 'credentials are missing')).toContain('HTTP/1.1 401');
});

test('maxNesting: brackets are refused when the first too many arrives, without the rest', async () => {
  const node = await temporaryNode();
  const socket = await connected(node);
  socket.write(head(8_000_000) + '['.repeat(65));
  expect(await until(socket, 'maxNesting = 64')).toContain('-32005');
  expect(await rpc(node.url, deep(64))).toMatchObject([{ error: { code: -32600 } }]);
  expect(await rpc(node.url, deep(65))).toMatchObject(over('maxNesting', 64));
  const web = await rawSocket(node.url);
  web.send(deep(65));
  expect(await web.readUntil('maxNesting = 64')).toContain('-32005');
  web.send(JSON.stringify(request('eth_chainId')));
  expect(await web.readUntil('0x4d4c')).toContain('0x4d4c');
});

test('maxJsonValues', async () => {
  const node = await temporaryNode({ limits: { maxJsonValues: 10 } });
  const values = (count: number) => JSON.stringify(request('web3_sha3', ...Array(count).fill(0)));
  expect(await rpc(node.url, values(7))).toMatchObject({ error: { code: -32602 } });
  expect(await rpc(node.url, values(8))).toMatchObject(over('maxJsonValues', 10));
});

test('a scan counts what lies outside of texts, wherever the bytes are cut', () => {
  const text = JSON.stringify({ a: ['[[[[,,,,', '\\"[[[[', { b: [1, 2] }], 'é[': 3 });
  const bytes = Buffer.from(text);
  // Depth 4, and a comma between each two of six values.
  for (let at = 0; at <= bytes.length; at++) {
    const scan = (maxNesting: number, maxJsonValues: number) => () => {
      const scanner = new JsonScan({ maxNesting, maxJsonValues });
      scanner.feed(bytes.subarray(0, at));
      scanner.feed(bytes.subarray(at));
    };
    expect(scan(4, 5)).not.toThrow();
    expect(scan(3, 5)).toThrow('maxNesting = 3');
    expect(scan(4, 4)).toThrow('maxJsonValues = 4');
  }
});

test('maxBytesInWork: bytes of requests and answers are counted while they are in work, and given back', async () => {
  const node = await temporaryNode({ limits: { maxBytesInWork: 2_000 } });
  const long = request('web3_sha3', `0x${'00'.repeat(600)}`);
  const holder = await connected(node);
  holder.write(`${head(5_000)}[${' '.repeat(1_200)}`);
  // The holder's bytes may come a little later than the first request.
  let refused: unknown = {};
  while (!JSON.stringify(refused).includes('maxBytesInWork')) refused = await rpc(node.url, long);
  expect(refused).toMatchObject(over('maxBytesInWork', 2_000));
  holder.destroy();
  let served: unknown = {};
  while (!JSON.stringify(served).includes('result')) served = await rpc(node.url, long);
  expect(await rpc(node.url, request('rpc_discover'))).toMatchObject(over('maxBytesInWork', 2_000));
  expect(await rpc(node.url, long)).toHaveProperty('result');
});

test('maxBytesInWork: who reads slowly is cut off when it is used up, who has nothing waiting is served', () => {
  const budget = new ByteBudget(10);
  const sent: (() => void)[] = [];
  const socket = {
    bufferedAmount: 0,
    closed: '',
    send: (_text: unknown, _options: unknown, done: () => void) => void sent.push(done),
    close(_code: number, reason: string) {
      this.closed = reason;
    },
  };
  const connection = createConnection(socket, 1_000, budget);
  connection.send('12345678');
  connection.send('12345678');
  expect([sent.length, socket.closed]).toEqual([2, '']);
  socket.bufferedAmount = 8;
  connection.send('12345678');
  expect([sent.length, socket.closed]).toEqual([2, 'the client reads too slowly: over maxBytesInWork = 10']);
  for (const done of sent) done();
  // Only what was taken came back.
  expect([budget.take(10), budget.take(1)]).toEqual([true, false]);
});

test.each([
  ['127.0.0.1', true, true, undefined],
  ['::1', true, true, undefined],
  ['localhost', true, true, undefined],
  ['0.0.0.0', true, true, 'everybody has the keys'],
  ['::', true, false, 'everybody has the keys'],
  ['192.0.2.1', false, true, 'change accounts and blocks at will'],
  ['192.0.2.1', false, false, 'call every open method'],
])('a node on %s (known keys %s, development methods %s) warns: %s', (host, keysAreKnown, dev, words) => {
  const exposure = { host, keysAreKnown, dev, restricted: false };
  if (words === undefined) expect(exposureWarning(exposure)).toBeUndefined();
  else expect(exposureWarning(exposure)).toContain(words);
  const restricted = exposureWarning({ ...exposure, restricted: true });
  expect(restricted !== undefined).toBe(keysAreKnown && words !== undefined);
});

test('a development chain that others can reach warns, under a genesis file with its accounts too', async () => {
  expect((await temporaryNode()).warning).toBeUndefined();
  expect((await temporaryNode({ host: '0.0.0.0' })).warning).toContain('everybody has the keys');
  const own = developmentGenesis();
  expect((await temporaryNode({ host: '0.0.0.0', genesis: own })).warning).toContain(
    'everybody has the keys',
  );
  const strangers = await temporaryNode({ host: '0.0.0.0', genesis: { ...own, alloc: {} } });
  expect(strangers.warning).toContain('call every open method');
});
