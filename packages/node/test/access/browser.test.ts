import { request as httpRequest } from 'node:http';
import { describe, expect, test } from 'vitest';
import { allowsHost, allowsOrigin, type HostRule, type OriginRule } from '../../src/access/index.ts';
import { temporaryNode } from '../support/temporary.ts';

describe('origins', () => {
  test.each<[OriginRule, string | undefined, boolean]>([
    [undefined, undefined, true],
    [undefined, 'http://localhost:5173', true],
    [undefined, 'https://app.localhost', true],
    [undefined, 'http://127.0.0.1', true],
    [undefined, 'http://[::1]:3000', true],
    [undefined, 'chrome-extension://nkbihfbeogaeaoehlefnkodbefgpgknn', true],
    [undefined, 'https://evil.example', false],
    [undefined, 'https://localhost.evil.example', false],
    [undefined, 'https://evil.example/http://localhost', false],
    [undefined, 'http://localhost:80@evil.example', false],
    [undefined, 'http://127.0.0.1.evil.example', false],
    // Files and sandboxed frames.
    [undefined, 'null', false],
    [true, 'https://evil.example', true],
    [false, 'http://localhost', false],
    [false, undefined, true],
    [['https://app.example'], 'https://app.example', true],
    [['https://app.example'], 'http://app.example', false],
    [['https://app.example'], 'http://localhost', false],
  ])('rule %j, origin %s: %s', (rule, origin, allowed) => {
    expect(allowsOrigin(rule, origin)).toBe(allowed);
  });
});

describe('hosts', () => {
  test.each<[HostRule, string, boolean]>([
    [undefined, 'localhost', true],
    [undefined, 'node.localhost', true],
    [undefined, '127.0.0.1', true],
    [undefined, '[::1]', true],
    [undefined, '10.0.0.7', true],
    [undefined, 'evil.example', false],
    [undefined, '127.0.0.1.evil.example', false],
    [undefined, '', false],
    [true, 'evil.example', true],
    [['chain.example'], 'Chain.Example', true],
    [['chain.example'], 'localhost', false],
  ])('rule %j, host %s: %s', (rule, host, allowed) => {
    expect(allowsHost(rule, host)).toBe(allowed);
  });
});

/** One request with headers that fetch would not send. */
const send = (url: string, headers: Record<string, string>, method = 'POST') =>
  new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    const sent = httpRequest(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    sent.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve({ status: 101, headers: {}, text: '' });
    });
    sent.on('error', reject);
    sent.end(method === 'POST' ? '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber"}' : undefined);
  });

const upgrade = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
};

describe('D18: a page of a stranger', () => {
  const origin = 'https://evil.example';

  test('gets nothing done, whatever type it sends: text needs no preflight', async () => {
    const { url } = await temporaryNode({ dev: true });
    for (const type of ['text/plain', 'application/json', 'application/x-www-form-urlencoded']) {
      const answer = await send(url, { origin, 'content-type': type });
      expect(answer).toMatchObject({ status: 403 });
      expect(JSON.parse(answer.text)).toMatchObject({
        error: { code: -32010, message: expect.stringContaining('"corsOrigins"') },
      });
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  test('gets no WebSocket', async () => {
    const { url } = await temporaryNode();
    expect(await send(url, { ...upgrade, origin }, 'GET')).toMatchObject({ status: 403 });
    expect(await send(url, { ...upgrade, origin: 'http://localhost:3000' }, 'GET')).toMatchObject({
      status: 101,
    });
    expect(await send(url, upgrade, 'GET')).toMatchObject({ status: 101 });
  });

  test('gets nothing under a name that it pointed at this machine', async () => {
    const { url } = await temporaryNode();
    expect(await send(url, { host: 'evil.example' })).toMatchObject({ status: 403 });
    expect(await send(url, { ...upgrade, host: 'evil.example' }, 'GET')).toMatchObject({ status: 403 });
    const { port } = new URL(url);
    expect(await send(url, { host: `localhost:${port}` })).toMatchObject({ status: 200 });
  });

  test('a page of this machine is served, preflight included', async () => {
    const { url } = await temporaryNode();
    const own = { origin: 'http://localhost:5173' };
    const preflight = await send(
      url,
      { ...own, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
      'OPTIONS',
    );
    expect(preflight).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': own.origin } });
    expect(await send(url, own)).toMatchObject({
      status: 200,
      headers: { 'access-control-allow-origin': own.origin },
    });
  });

  test('D18: monitors reach what carries no secrets under any name', async () => {
    const { url } = await temporaryNode({ metrics: true });
    expect(await send(`${url}/metrics`, { host: 'node:8545' }, 'GET')).toMatchObject({ status: 200 });
    expect(await send(`${url}/ready`, { host: 'node:8545' }, 'GET')).toMatchObject({ status: 200 });
  });
});
