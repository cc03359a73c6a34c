import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../support/temporary.ts';
import { evmMl, startNodeProcess } from './evm-ml.ts';

/** Shared: tests that run side by side do not end alone, so that none may take its folder away. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evm-ml-start-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A file with this content. */
async function file(content: string, mode = 0o600): Promise<string> {
  const path = join(folder, randomUUID());
  await writeFile(path, content);
  await chmod(path, mode);
  return path;
}

const address = `0x${'11'.repeat(20)}`;
const genesis = (chainId: number) => JSON.stringify({ config: { chainId }, alloc: {} });

/** Arguments of `evm-ml node`, and what the sentence about them must say. */
type Case = readonly [what: string, args: () => Promise<readonly string[]>, words: string];

const cases: readonly Case[] = [
  ['a config file that is not there', async () => ['--config', '/none.json'], 'there is no such file'],
  ['a config file that is not JSON', async () => ['--config', await file('{')], 'it is not JSON'],
  ['a config file that is no object', async () => ['--config', await file('[]')], 'must hold a JSON object'],
  ['a field that does not exist', async () => ['--config', await file('{"prot":1}')], '"prot" of the config'],
  ['a port that is none', async () => ['--port', 'http'], '--port is not valid'],
  ['a port beyond the last', async () => ['--port', '65536'], '--port is not valid'],
  ['an engine that does not exist', async () => ['--database', 'sqlite'], '--database is not valid'],
  ['a genesis that is not there', async () => ['--genesis', '/none.json'], 'no genesis can be read'],
  [
    'a genesis without a chain id',
    async () => ['--genesis', await file('{}')],
    'Genesis is not valid at config',
  ],
  [
    'unlocked accounts that others could spend from',
    async () => ['--unlock', address, '--host', '0.0.0.0'],
    'would spend from the unlocked accounts',
  ],
  [
    'an account that is not in the keystore',
    async () => ['--unlock', address, '--keystore', '/none', '--password-file', await file('secret\n')],
    'holds no account',
  ],
  [
    'a password file that others can read',
    async () => ['--unlock', address, '--password-file', await file('secret\n', 0o644)],
    'chmod 600',
  ],
  ['no password at all', async () => ['--unlock', address], 'give --password-file FILE'],
  [
    'a host of another machine',
    async () => ['--memory', '--host', '203.0.113.1'],
    'no address of this machine',
  ],
  ['a data folder that is a file', async () => ['--data-dir', await file('')], 'is not a folder'],
  [
    'a certificate that is not there',
    async () => ['--memory', '--config', await file('{"tls":{"certFile":"/no.pem","keyFile":"/no.key"}}')],
    'there is no such file',
  ],
  [
    'a certificate that is none',
    async () => {
      const pem = await file('hello');
      return ['--memory', '--config', await file(JSON.stringify({ tls: { certFile: pem, keyFile: pem } }))];
    },
    'no certificate and its key',
  ],
  ['a flag with a slip', async () => ['--prot', '1'], 'Did you mean --port?'],
];

describe('evm-ml node says in one sentence why it does not start', () => {
  it.concurrent.each(cases)('%s', async (_, args, words) => {
    const { code, stdout, stderr } = await evmMl(['node', '--port', '0', ...(await args())]);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('    at ');
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(3);
    expect([code, stdout]).toEqual([1, '']);
  });

  it('a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => {
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await evmMl(['node', '--memory', '--port', String(port)]);
    expect(stderr).toBe(
      `evm-ml: port ${port} of 127.0.0.1 is taken; stop what listens there, or give --port.\n`,
    );
    expect(code).toBe(1);
  });

  it('a data folder of another node, and then of another genesis', async () => {
    const dataDir = join(await temporaryFolder(), 'data');
    const node = await startNodeProcess(['--data-dir', dataDir]);
    const second = await evmMl(['node', '--port', '0', '--data-dir', dataDir]);
    expect(second.stderr).toBe(
      `evm-ml: The folder ${dataDir} is in use by another node: stop that one, or give this one a folder of its own.\n`,
    );
    expect(second.code).toBe(1);
    expect((await node.stop('SIGTERM')).code).toBe(0);

    const other = await file(genesis(7));
    const foreign = await evmMl(['node', '--port', '0', '--data-dir', dataDir, '--genesis', other]);
    expect(foreign.stderr).toMatch(/^evm-ml: .*genesis.*\n$/);
    expect(foreign.code).toBe(1);
  });
});

describe('evm-ml', () => {
  it.concurrent.each([
    ['an unknown command', ['nod'], 'Did you mean node?'],
    ['an unknown part of a command', ['chain', 'backupp'], 'Did you mean backup?'],
    ['a missing argument', ['inspect'], 'missing required argument'],
    ['a missing option', ['deploy', 'x'], "required option '--name <name>'"],
  ])('helps with %s', async (_, args, words) => {
    const { code, stdout, stderr } = await evmMl(args);
    expect(stderr).toContain(words);
    expect([code, stdout]).toEqual([1, '']);
  });

  it('shows every command in its help', async () => {
    const { code, stdout, stderr } = await evmMl(['--help']);
    for (const name of ['convert', 'node', 'chain', 'account', 'deploy', 'predict']) {
      expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    }
    expect([code, stderr]).toEqual([0, '']);
  });
});
