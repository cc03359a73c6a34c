import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningNode, startNode } from '../../node/src/index.ts';

let node: RunningNode;

/** A request in bytes, as no browser would send it. */
async function send(path: string, headers: string): Promise<string> {
  const { port } = new URL(node.url);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  socket.end(`GET ${path} HTTP/1.1\r\n${headers}connection: close\r\n\r\n`);
  return text(socket);
}

describe('served by the node', () => {
  beforeAll(async () => {
    node = await startNode({ port: 0, explorer: true });
  });
  afterAll(() => node.close());

  describe('the page', () => {
    test('with a policy that lets it run its own files alone', async () => {
      const answer = await fetch(`${node.url}/explorer/`);
      expect(answer.status).toBe(200);
      const policy = answer.headers.get('content-security-policy')?.split('; ');
      expect(policy).toEqual([
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        'trusted-types default',
      ]);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      const html = await answer.text();
      expect(html).not.toMatch(/https?:|<style|style=|<script>|\son\w+=/);
      const [script] = /assets\/[\w-]+\.js/.exec(html) ?? [];
      const file = await fetch(`${node.url}/explorer/${script}`, { headers: { 'accept-encoding': 'br' } });
      expect(file.headers.get('content-encoding')).toBe('br');
      expect(file.headers.get('cache-control')).toContain('immutable');
      expect(file.headers.get('content-security-policy')).toBe(policy!.join('; '));
    });

    test('first load is under 100 kB, all but the writer of Keras files under 250 kB, compressed', () => {
      const assets = fileURLToPath(new URL('../dist/page/assets', import.meta.url));
      const sizes = readdirSync(assets)
        .filter((name) => name.endsWith('.gz'))
        .map((name) => [name, statSync(`${assets}/${name}`).size] as const);
      const sum = (list: typeof sizes) => list.reduce((total, [, size]) => total + size, 0);
      expect(sum(sizes.filter(([name]) => name.startsWith('index-')))).toBeLessThan(100_000);
      // HDF5 is loaded when somebody asks for such a file.
      const [writer, others] = [true, false].map((is) =>
        sum(sizes.filter(([name]) => name.startsWith('keras-worker-') === is)),
      );
      expect(others).toBeLessThan(250_000);
      expect(writer).toBeLessThan(1_200_000);
    });

    test.each([
      '/explorer/../../package.json',
      '/explorer/%2e%2e/%2e%2e/package.json',
      '/explorer/..%2f..%2fpackage.json',
      '/explorer/assets/..%5c..%5cindex.html',
      '/explorer//etc/passwd',
      '/explorer/assets/',
      '/explorer/index.html%00.js',
    ])('nothing else: %s', async (path) => {
      const answer = await send(path, 'host: 127.0.0.1\r\n');
      expect(answer).toMatch(/^HTTP\/1\.1 (404|400|403) /);
      expect(answer).not.toMatch(/"dependencies"|root:|<!doctype/);
    });

    test('to nobody who does not read', async () => {
      const impatient = await startNode({
        ...{ port: 0, explorer: true },
        limits: { maxAnswerSeconds: 1, maxConnections: 1 },
      });
      const assets = readdirSync(fileURLToPath(new URL('../dist/page/assets', import.meta.url)));
      const worker = assets.find((name) => /^model-worker.*\.js$/.test(name));
      const socket = connect(Number(new URL(impatient.url).port), '127.0.0.1');
      await once(socket, 'connect');
      socket.pause();
      // More than systems keep for whoever reads later.
      const asked = 200;
      socket.write(`GET /explorer/assets/${worker} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`.repeat(asked));
      // Its place is free again as soon as it was hung up on.
      let answer: Response | undefined;
      while (answer === undefined) answer = await fetch(`${impatient.url}/health`).catch(() => undefined);
      socket.on('error', () => undefined);
      const received = await text(socket).catch(() => '');
      expect(received.split('HTTP/1.1 200').length - 1).toBeLessThan(asked);
      await impatient.close();
    });

    test('with the compiler that is installed, and those that the operator names', async () => {
      const list = async (of: RunningNode) => (await fetch(`${of.url}/explorer/compilers.json`)).json();
      const { version }: { version: string } = createRequire(import.meta.url)('solc/package.json');
      const installed = { version, path: `compilers/${version}.js` };
      expect(await list(node)).toEqual([installed]);
      const file = await fetch(`${node.url}/explorer/${installed.path}`);
      expect(file.headers.get('content-security-policy')).toContain("script-src 'self' 'wasm-unsafe-eval'");
      expect(file.headers.get('content-type')).toMatch(/^(text|application)\/javascript/);
      const bytes = Buffer.from(await file.arrayBuffer());
      expect(bytes.equals(readFileSync(createRequire(import.meta.url).resolve('solc/soljson.js')))).toBe(
        true,
      );
      expect((await fetch(`${node.url}/explorer/compilers/package.json`)).status).toBe(404);

      const folder = mkdtempSync(join(tmpdir(), 'evm-ml-compilers-'));
      const named = join(folder, 'soljson-v0.6.5+commit.f956cc89.js');
      const options = { port: 0, explorer: true, compilers: [named] };
      await expect(startNode(options)).rejects.toThrow(`There is no compiler at ${named}`);
      writeFileSync(named, 'var Module;');
      const other = await startNode(options);
      expect(await list(other)).toEqual([installed, { version: '0.6.5', path: 'compilers/0.6.5.js' }]);
      expect(await (await fetch(`${other.url}/explorer/compilers/0.6.5.js`)).text()).toBe('var Module;');
      await other.close();
      rmSync(folder, { recursive: true });
    });

    test('under no name that is not its own', async () => {
      expect(await send('/explorer/', 'host: evil.example\r\n')).toMatch(/^HTTP\/1\.1 403 /);
    });
  });

  describe('who may call', () => {
    const ask = async (url: string, origin: string, host: string) => {
      const body = '{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}';
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      await once(socket, 'connect');
      socket.end(
        `POST / HTTP/1.1\r\nhost: ${host}\r\norigin: ${origin}\r\ncontent-type: application/json\r\n` +
          `content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      );
      return /^HTTP\/1\.1 (\d+)/.exec(await text(socket))?.[1];
    };

    test('the page of the node, under any address of its; no page of elsewhere', async () => {
      expect(await ask(node.url, 'http://10.1.2.3:8545', '10.1.2.3:8545')).toBe('200');
      expect(await ask(node.url, 'https://10.1.2.3', '10.1.2.3')).toBe('200');
      expect(await ask(node.url, 'http://10.1.2.3:8546', '10.1.2.3:8545')).toBe('403');
      expect(await ask(node.url, 'http://evil.example', '10.1.2.3:8545')).toBe('403');
      expect(await ask(node.url, 'http://evil.example', 'evil.example')).toBe('403');
      expect(await ask(node.url, 'null', '10.1.2.3:8545')).toBe('403');
    });

    test('where the page is off, it is not there, and its origin is one of elsewhere', async () => {
      const plain = await startNode({ port: 0 });
      expect(plain.explorerUrl).toBeUndefined();
      expect((await fetch(`${plain.url}/explorer/`)).status).toBe(404);
      expect((await fetch(`${plain.url}/explorer/compilers.json`)).status).toBe(404);
      expect(await (await fetch(plain.url)).text()).not.toContain('explorer');
      expect(await ask(plain.url, 'http://10.1.2.3:8545', '10.1.2.3:8545')).toBe('403');
      await plain.close();
    });

    test('a list names the nodes that the page may look at', async () => {
      const listing = await startNode({ port: 0, explorer: ['http://127.0.0.1:1', 'ws://127.0.0.1:1'] });
      const answer = await fetch(`${listing.url}/explorer/`);
      expect(answer.headers.get('content-security-policy')).toContain(
        "connect-src 'self' http://127.0.0.1:1 ws://127.0.0.1:1;",
      );
      await listing.close();
    });
  });
});
