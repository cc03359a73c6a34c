import { parseGwei } from 'viem';
import { beforeAll, expect, test } from 'vitest';
import { startNode } from '../../src/index.ts';
import { keys } from '../../src/storage/keys.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { accounts, call, walletClient } from '../support/clients.ts';
import { buildNode, startNodeProcess } from '../support/node-process.ts';
import { temporaryFolder } from '../support/temporary.ts';

const fees = { gas: 21_000n, maxFeePerGas: parseGwei('10'), maxPriorityFeePerGas: 1n };
const to = accounts[1]!.address;

beforeAll(buildNode);

const status = async (url: string) => (await call(url, 'txpool_status')).result;

test('D11: what waits for an earlier nonce waits again after SIGKILL, and is mined when that comes', async () => {
  const options = { dataDir: await temporaryFolder(), keepPool: true, port: 0 };
  const first = await startNodeProcess(options);
  const wallet = walletClient(first.url);
  await wallet.sendTransaction({ to, value: 1n, nonce: 0, ...fees });
  for (const nonce of [3, 2]) await wallet.sendTransaction({ to, value: 1n, nonce, ...fees });
  await first.kill();
  const second = await startNodeProcess(options);
  expect(await status(second.url)).toEqual({ pending: '0x0', queued: '0x2' });
  const again = walletClient(second.url);
  await again.sendTransaction({ to, value: 1n, nonce: 1, ...fees });
  expect(await status(second.url)).toEqual({ pending: '0x0', queued: '0x0' });
  expect(await again.getTransactionCount({ address: again.account.address })).toBe(4);
  await second.kill();
  const third = await startNodeProcess(options);
  expect(await status(third.url)).toEqual({ pending: '0x0', queued: '0x0' });
  await third.kill();
});

/** A folder in which three transactions wait behind a gap. */
async function waitingFolder(): Promise<string> {
  const dataDir = await temporaryFolder();
  const node = await startNode({ dataDir, keepPool: true, port: 0 });
  const wallet = walletClient(node.url);
  for (const nonce of [1, 2, 3]) await wallet.sendTransaction({ to, value: 1n, nonce, ...fees });
  await node.close();
  return dataDir;
}

test.each([
  ['a flipped byte', (record: Uint8Array) => record.map((byte, at) => (at === 9 ? byte ^ 1 : byte))],
  ['half a record', (record: Uint8Array) => record.subarray(0, record.length >> 1)],
  ['an empty record', () => new Uint8Array()],
])('D11: %s costs the one transaction, not the start', async (_what, damage) => {
  const dataDir = await waitingFolder();
  const store = await openStore(dataDir, 'lmdb');
  const found = [];
  for await (const key of store.keys(...keys.waitingRange)) found.push(key);
  expect(found).toHaveLength(3);
  await store.write([[found[1]!, damage((await store.get(found[1]!))!)]]);
  await store.close();
  for (let start = 0; start < 2; start++) {
    const node = await startNode({ dataDir, keepPool: true, port: 0 });
    expect(await status(node.url)).toEqual({ pending: '0x0', queued: '0x2' });
    await node.close();
  }
});

test('a smaller pool takes back what it has room for; without the option nothing comes back', async () => {
  const dataDir = await waitingFolder();
  for (const [options, queued] of [
    [{ keepPool: true, limits: { maxPoolPerAccount: 3 } }, '0x2'],
    [{ keepPool: true }, '0x2'],
    [{}, '0x0'],
    [{ keepPool: true }, '0x0'],
  ] as const) {
    const node = await startNode({ dataDir, port: 0, ...options });
    expect(await status(node.url)).toEqual({ pending: '0x0', queued });
    await node.close();
  }
});
