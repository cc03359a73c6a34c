import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Hex } from 'viem';
import { beforeAll, describe, expect, test } from 'vitest';
import { startNode } from '../../src/index.ts';
import { explainFailure } from '../../src/storage/explain-failure.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { accounts, call, walletClient } from '../support/clients.ts';
import { buildNode } from '../support/node-process.ts';
import { temporaryFolder } from '../support/temporary.ts';

beforeAll(buildNode, 120_000);
const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** A node whose files may not grow beyond so many blocks of 512 bytes: what a full disk does to a database. */
function boundedNode(dataDir: string, blocks: number, ...args: string[]) {
  const command = `trap '' XFSZ; ulimit -f ${blocks}; exec "$@"`;
  const node = [process.execPath, main, 'node', '--data-dir', dataDir, '--port', '0', ...args];
  const child = spawn('sh', ['-c', command, 'sh', ...node], { stdio: ['ignore', 'pipe', 'pipe'] });
  const stderr = text(child.stderr);
  const ended = once(child, 'close').then(async ([code]) => ({ code, stderr: await stderr }));
  return { child, ended };
}

async function urlOf({ child, ended }: ReturnType<typeof boundedNode>): Promise<string> {
  let banner = '';
  const up = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      banner += chunk;
      if (banner.includes('PREDICT')) resolve();
    });
  });
  await Promise.race([up, ended.then(({ stderr }) => Promise.reject(new Error(stderr)))]);
  return /http:\/\/\S+/.exec(banner)![0];
}

describe.each(['lmdb', 'classic-level'] as const)('%s', (database) => {
  test('D8: a disk that takes no more: senders get the fault, nobody a hash of what is not there', async () => {
    const dataDir = await temporaryFolder();
    await (await startNode({ dataDir, port: 0, database })).close();
    const node = boundedNode(dataDir, 1_000, '--database', database);
    const url = await urlOf(node);
    const acknowledged: Hex[] = [];
    let failure: string | undefined;
    for (let nonce = 0; failure === undefined; nonce++) {
      const raw = await walletClient(url).signTransaction({
        to: accounts[1]!.address,
        data: `0x${'ab'.repeat(8_000)}`,
        gas: 1_000_000n,
        maxFeePerGas: 10n ** 11n,
        maxPriorityFeePerGas: 1n,
        type: 'eip1559',
        nonce,
      });
      const { result, error } = await call(url, 'eth_sendRawTransaction', raw);
      if (error) failure = `${error.code} ${error.message}`;
      else acknowledged.push(result as Hex);
    }
    expect(failure).toMatch(
      /^-32603 Stopped while committing block \d+: .*(may not grow further: raise the limit|is full, or fails)/,
    );
    const { code, stderr } = await node.ended;
    expect(code).toBe(1);
    expect(stderr).toContain('evm-ml: the node stopped itself: Stopped while committing block');
    // What the runtime says of an error that nobody took.
    expect(stderr).not.toContain('Node.js v');
    const again = await startNode({ dataDir, port: 0, database });
    for (const hash of acknowledged) {
      expect(await call(again.url, 'eth_getTransactionReceipt', hash)).toHaveProperty('result.status', '0x1');
    }
    await again.close();
  });
});

test('start on a disk that takes nothing says so, and not that a lock is wrong', async () => {
  const { code, stderr } = await boundedNode(await temporaryFolder(), 0).ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^evm-ml: The files in .* may not grow further: raise the limit \(ulimit -f\)\. \(.*too large/i,
  );
});

test.each([
  ['IO error: /d/lock/MANIFEST-000004: No space left on device', /^The disk of \/d is full: free some space/],
  ['ENOSPC: no space left on device, write', /^The disk of \/d is full/],
  [
    'MDB_CORRUPTED: Located page was wrong type',
    /^The database in \/d is damaged: .* restore a backup .*MDB_CORRUPTED/,
  ],
  ['MDB_PAGE_NOTFOUND: Requested page not found', /^The database in \/d is damaged: .* restore a backup/],
  ['MDB_MAP_FULL: Environment mapsize limit reached', /^The database in \/d cannot grow: free some/],
  ['Corruption: bad block', /^The database in \/d is damaged/],
  ['Input/output error', /^The disk of \/d is full, or fails: free some space/],
  ['EROFS: read-only file system', /^The disk of \/d is read-only/],
  ['Permission denied', /^The folder \/d may not be written/],
  ['Disk quota exceeded', /^The quota of \/d is used up/],
  ['EMFILE: too many open files', /^Too many files are open/],
  ['something else', /^Do this with \/d. \(something else\)$/],
])('"%s" comes with a remedy', (reason, sentence) => {
  const nested = new Error('not open', { cause: new Error(reason) });
  expect(explainFailure('/d', nested, 'Do this with {}.').message).toMatch(
    reason === 'something else' ? /^Do this with \/d. \(not open; something else\)$/ : sentence,
  );
  expect(explainFailure('/d', new Error(reason), 'Do this with {}.').message).toMatch(sentence);
});

test('what LMDB refuses to read is an error with a remedy', async () => {
  const store = await openStore(await temporaryFolder(), 'lmdb');
  await store.close();
  expect(() => store.get(Uint8Array.of(1))).toThrow(/cannot be read: restore a backup/);
});
