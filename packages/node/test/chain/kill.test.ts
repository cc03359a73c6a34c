import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { bytesToHex } from '@ethereumjs/util';
import type { Hex } from 'viem';
import { parseGwei } from 'viem';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/storage/open-store.ts';
import { append, inputs, memoryChain } from '../support/chain.ts';
import { accounts, walletClient } from '../support/clients.ts';
import { buildNode, startNodeProcess } from '../support/node-process.ts';
import { temporaryFolder } from '../support/temporary.ts';

const fees = { gas: 21_000n, maxFeePerGas: parseGwei('10'), maxPriorityFeePerGas: 1n };
const to = accounts[1]!.address;

beforeAll(buildNode);

test.each(['lmdb', 'classic-level'] as const)(
  'D9: SIGKILL between execute and commit leaves the old head, and the same block follows it then (%s)',
  async (engine) => {
    const dataDir = await temporaryFolder();
    const script = fileURLToPath(new URL('../support/executed.mjs', import.meta.url));
    const child = fork(script, [dataDir, engine], { execArgv: [] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const ended = once(child, 'exit');
    const [[committed, executed]] = await once(child, 'message');
    child.kill('SIGKILL');
    await ended;
    const store = await openStore(dataDir, engine);
    onTestFinished(() => store.close());
    const chain = await memoryChain(undefined, store);
    expect(chain.head.header.number).toBe(1n);
    expect(bytesToHex(chain.head.hash())).toBe(`0x${committed}`);
    const { block } = await append(chain, [], inputs(1_001n));
    expect(bytesToHex(block.hash())).toBe(`0x${executed}`);
  },
);

test.each([
  { database: 'lmdb', rounds: 3 },
  { database: 'classic-level', rounds: 2 },
] as const)('D9: SIGKILL loses no acknowledged transaction ($database)', async ({ database, rounds }) => {
  const dataDir = await temporaryFolder();
  const acknowledged: { hash: Hex; blockHash: Hex }[] = [];
  for (let round = 0; round < rounds; round++) {
    const node = await startNodeProcess({ dataDir, database, port: 0 });
    const wallet = walletClient(node.url);
    for (const { hash, blockHash } of acknowledged) {
      expect(await wallet.getTransactionReceipt({ hash })).toMatchObject({ blockHash, status: 'success' });
    }
    // The transaction in flight at the kill is in the chain or not, never by halves.
    let nonce = await wallet.getTransactionCount({ address: wallet.account.address });
    expect(nonce).toBeGreaterThanOrEqual(acknowledged.length);
    expect(await wallet.getBalance({ address: to })).toBe(10_000n * 10n ** 18n + BigInt(nonce));
    for (let sent = 0; sent < 5; sent++) {
      const hash = await wallet.sendTransaction({ to, value: 1n, nonce: nonce++, ...fees });
      const { blockHash } = await wallet.getTransactionReceipt({ hash });
      acknowledged.push({ hash, blockHash });
    }
    const inFlight = wallet.sendTransaction({ to, value: 1n, nonce, ...fees }).catch(() => undefined);
    await node.kill();
    await inFlight;
  }
  expect(acknowledged).toHaveLength(rounds * 5);
});
