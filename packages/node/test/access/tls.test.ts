import { mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SecureContextOptions } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { startNode } from '../../src/index.ts';
import { certificate } from '../support/certificates.ts';
import { rpc } from '../support/clients.ts';
import { temporaryNode } from '../support/temporary.ts';

const folder = mkdtempSync(join(tmpdir(), 'evm-ml-tls-'));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const authority = certificate({ name: 'authority' });
const stranger = certificate({ name: 'stranger' });
const server = certificate({ name: 'node', issuer: authority });
const files = { certFile: file('node.pem', server.cert), keyFile: file('node.key', server.key) };
const mutual = { ...files, clientCaFile: file('authority.pem', authority.cert) };

/** Asks for the chain id over HTTPS; the answer's body. */
const ask = (url: string, options: SecureContextOptions): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent: false, ...options }, (response) => {
      let text = '';
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve(JSON.parse(text)));
    });
    sent.on('error', reject);
    sent.end(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] }));
  });

const chainId = { jsonrpc: '2.0', id: 1, result: '0x4d4c' };

describe('TLS', () => {
  test('serves who trusts the authority, and nobody without TLS', async () => {
    const { url, wsUrl } = await temporaryNode({ tls: files });
    expect([url.slice(0, 8), wsUrl.slice(0, 6)]).toEqual(['https://', 'wss://']);
    expect(await ask(url, { ca: authority.cert })).toEqual(chainId);
    await expect(ask(url, { ca: stranger.cert })).rejects.toThrow(/unable to|self-signed|certificate/);
    await expect(rpc(url.replace('https', 'http'), {})).rejects.toThrow();
  });

  test('an expired certificate is refused by clients', async () => {
    const old = certificate({ name: 'old', issuer: authority, from: -3, until: -1 });
    const tls = { certFile: file('old.pem', old.cert), keyFile: file('old.key', old.key) };
    const { url } = await temporaryNode({ tls });
    await expect(ask(url, { ca: authority.cert })).rejects.toThrow(/expired/);
  });

  test('takes no protocol older than TLS 1.2', async () => {
    const { url } = await temporaryNode({ tls: files });
    await expect(
      ask(url, { ca: authority.cert, maxVersion: 'TLSv1.1', minVersion: 'TLSv1' }),
    ).rejects.toThrow();
    expect(await ask(url, { ca: authority.cert, maxVersion: 'TLSv1.2' })).toEqual(chainId);
  });

  test.each([
    ['a file that is not there', { ...files, keyFile: join(folder, 'nothing') }, /ENOENT/],
    [
      'a key of another certificate',
      { ...files, keyFile: file('other.key', stranger.key) },
      /key values mismatch/,
    ],
    ['a file that is no certificate', { ...files, certFile: file('no.pem', 'hello') }, /PEM|no start line/],
  ])('%s stops the start', async (_what, tls, message) => {
    await expect(startNode({ port: 0, tls })).rejects.toThrow(message);
  });
});

describe('mutual TLS', () => {
  const client = certificate({ name: 'client', issuer: authority });
  const forged = certificate({ name: 'client', issuer: stranger });
  const expired = certificate({ name: 'client', issuer: authority, from: -3, until: -1 });

  test.each([
    ['a client of the authority', client, true],
    ['no certificate', undefined, false],
    ['a certificate of another authority', forged, false],
    ['an expired certificate', expired, false],
    ['a certificate that signs itself', stranger, false],
  ])('%s', async (_what, shown, served) => {
    const { url } = await temporaryNode({ tls: mutual });
    const answer = ask(url, { ca: authority.cert, ...(shown && { cert: shown.cert, key: shown.key }) });
    if (served) expect(await answer).toEqual(chainId);
    else await expect(answer).rejects.toThrow();
  });
});
