import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { temporaryNode } from '../support/temporary.ts';

const key = (name: string, methods: string[], requestsPerSecond = 0) => ({
  name,
  sha256: createHash('sha256').update(`key of ${name}`).digest('hex'),
  methods,
  requestsPerSecond,
});
const secret = 'cd'.repeat(32);
const secretFile = join(mkdtempSync(join(tmpdir(), 'evm-ml-doors-')), 'secret');
writeFileSync(secretFile, secret);
const token = (claims: object, exp: number) =>
  new SignJWT({ sub: 'acme', methods: ['eth_*'], ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(exp)
    .sign(Buffer.from(secret, 'hex'));
const now = () => Math.floor(Date.now() / 1000);
const request = (method: string, id = 1) => ({ jsonrpc: '2.0', id, method, params: [] });

interface Answer {
  result?: unknown;
  error?: { code: number; message: string };
}

/** Posts with credentials. */
async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, answer: (await response.json()) as Answer & Answer[] };
}

async function socketTo(url: string, headers: Record<string, string>): Promise<WebSocket> {
  const socket = new WebSocket(url, { headers });
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  return socket;
}

test('D18: rights hold for each request of a batch, by method and by namespace, over both transports', async () => {
  const access = { apiKeys: [key('reader', ['eth_chainId', 'net_*'])] };
  const { url, wsUrl } = await temporaryNode({ access, dev: true });
  const headers = { 'x-api-key': 'key of reader' };
  const batch = [
    'eth_chainId',
    'eth_blockNumber',
    'net_version',
    'debug_getRawHeader',
    'evm_mine',
    'nothing',
  ];
  const expected = [
    { result: '0x4d4c' },
    { error: { code: -32010, message: 'reader may not call eth_blockNumber' } },
    { result: '19788' },
    { error: { code: -32010 } },
    { error: { code: -32010 } },
    { error: { code: -32601 } },
  ];
  expect(
    (
      await post(
        url,
        batch.map((method) => request(method)),
        headers,
      )
    ).answer,
  ).toMatchObject(expected);
  const socket = await socketTo(wsUrl, headers);
  socket.send(JSON.stringify(batch.map((method) => request(method))));
  const [data] = await once(socket, 'message');
  expect(JSON.parse(String(data))).toMatchObject(expected);
});

test('D18: the right to everything opens nothing that is switched off', async () => {
  const { url } = await temporaryNode({ access: { apiKeys: [key('ops', ['*'])] } });
  const headers = { 'x-api-key': 'key of ops' };
  for (const method of ['evm_mine', 'hardhat_setBalance', 'debug_traceTransaction', 'eth_sendTransaction'])
    expect((await post(url, request(method), headers)).answer).toMatchObject({ error: { code: -32601 } });
  expect((await post(url, request('eth_chainId'), headers)).answer).toMatchObject({ result: '0x4d4c' });
});

test('wrong credentials are 401, and the answer does not repeat them', async () => {
  const access = { apiKeys: [key('ops', ['*'])], jwt: { algorithm: 'HS256' as const, secretFile } };
  const { url } = await temporaryNode({ access });
  const wrong: Record<string, string>[] = [
    {},
    { 'x-api-key': 'sesame-1234' },
    { authorization: 'Bearer sesame-1234' },
    { authorization: 'Basic sesame-1234' },
    { authorization: `Bearer ${await token({}, now() - 60)}` },
  ];
  for (const headers of wrong) {
    const { status, answer } = await post(url, request('eth_chainId'), headers);
    expect(status).toBe(401);
    expect(answer).toMatchObject({ id: null, error: { code: -32010 } });
    expect(JSON.stringify(answer)).not.toContain('sesame-1234');
  }
  const good = { authorization: `Bearer ${await token({}, now() + 60)}` };
  expect((await post(url, request('eth_chainId'), good)).answer).toMatchObject({ result: '0x4d4c' });
});

test('each key has its own rate; a batch counts as what it holds', async () => {
  const access = { apiKeys: [key('slow', ['*'], 3), key('other', ['*'], 3)] };
  const { url } = await temporaryNode({ access });
  const ask = async (name: string, count: number) =>
    (await post(url, Array(count).fill(request('eth_chainId')), { 'x-api-key': `key of ${name}` })).answer;
  expect(await ask('slow', 4)).toMatchObject({
    error: { code: -32005, message: 'batch of 4 is over requestsPerSecond = 3: send smaller batches' },
  });
  const answers = await Promise.all([ask('slow', 3), ask('slow', 3), ask('slow', 3)]);
  const refused = answers.filter((answer) => 'error' in answer);
  expect(refused.length).toBeGreaterThan(0);
  for (const answer of refused) {
    expect(answer).toMatchObject({
      error: { code: -32005, message: expect.stringMatching(/^over requestsPerSecond = 3: wait \d+ ms$/) },
    });
  }
  expect(await ask('other', 3)).toHaveLength(3);
});

test('a WebSocket that a token opened closes when the token ends', async () => {
  const { wsUrl } = await temporaryNode({ access: { jwt: { algorithm: 'HS256', secretFile } } });
  // Clocks may differ by five seconds: this token has one or two left.
  const ending = { authorization: `Bearer ${await token({}, now() - 3)}` };
  const socket = await socketTo(wsUrl, ending);
  socket.send(JSON.stringify(request('eth_chainId')));
  const [data] = await once(socket, 'message');
  expect(JSON.parse(String(data))).toMatchObject({ result: '0x4d4c' });
  const [code, reason] = await once(socket, 'close');
  expect([code, String(reason)]).toEqual([1008, 'the token has expired']);
});
