import { readdir } from 'node:fs/promises';
import { createZeroAddress } from '@ethereumjs/util';
import { expect, test } from 'vitest';
import { openChain } from '../../src/chain/open-chain.ts';
import { developmentGenesis } from '../../src/genesis/development.ts';
import { parseGenesis } from '../../src/genesis/genesis-file.ts';
import { backupChain, restoreChain, startNode, verifyChain } from '../../src/index.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { append } from '../support/chain.ts';
import { accounts, call, publicClient, walletClient } from '../support/clients.ts';
import { compileCounter } from '../support/contracts.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** A chain with transfers, a contract, a call and a failed call. */
async function chainFolder(dataDir: string, extra?: (url: string) => Promise<unknown>): Promise<void> {
  const node = await startNode({ dataDir, port: 0, dev: true });
  const wallet = walletClient(node.url);
  const { abi, bytecode } = compileCounter();
  const hash = await wallet.deployContract({ abi, bytecode, args: [1n] });
  const { contractAddress } = await wallet.getTransactionReceipt({ hash });
  const add = { address: contractAddress!, abi, functionName: 'add' } as const;
  await wallet.writeContract({ ...add, args: [2n] });
  await wallet.writeContract({ ...add, args: [13n], gas: 90_000n });
  await wallet.sendTransaction({ to: accounts[1]!.address, value: 1n });
  await extra?.(node.url);
  await node.close();
}

test('D17: verify replays every block and reports what it went through', async () => {
  const dataDir = await temporaryFolder();
  await chainFolder(dataDir);
  const seen: bigint[] = [];
  expect(await verifyChain({ dataDir }, (block) => seen.push(block))).toMatchObject({
    blocks: 4,
    transactions: 4,
  });
  expect(seen).toEqual([1n, 2n, 3n, 4n]);
});

test('D16, D17: verify stops at a block whose state nobody can derive', async () => {
  const dataDir = await temporaryFolder();
  await chainFolder(dataDir, (url) => call(url, 'anvil_setBalance', accounts[5]!.address, '0x7'));
  await expect(verifyChain({ dataDir })).rejects.toThrow(
    /replaying block 5: the stored block is 0x.* execution gives 0x/,
  );
});

test('D17: a backup taken while the node runs starts as a chain of its own', async () => {
  const [dataDir, target, restored] = [
    await temporaryFolder(),
    await temporaryFolder(),
    await temporaryFolder(),
  ];
  const node = await startNode({ dataDir, port: 0 });
  await walletClient(node.url).sendTransaction({ to: accounts[1]!.address, value: 1n });
  await backupChain({ dataDir }, target);
  await walletClient(node.url).sendTransaction({ to: accounts[1]!.address, value: 1n });
  await node.close();
  await restoreChain({ dataDir: target }, restored);
  const again = await startNode({ dataDir: restored, port: 0 });
  expect(await publicClient(again.url).getBlockNumber()).toBe(1n);
  await again.close();
});

test('D17: a backup needs an empty target and a chain; a foreign one is not restored', async () => {
  const [dataDir, empty] = [await temporaryFolder(), await temporaryFolder()];
  await expect(backupChain({ dataDir: empty }, dataDir)).rejects.toThrow('There is no chain');
  await expect(verifyChain({ dataDir: empty })).rejects.toThrow('There is no chain');
  await chainFolder(dataDir);
  await expect(backupChain({ dataDir }, dataDir)).rejects.toThrow('is not empty');
  const genesis = { config: { chainId: 5 }, alloc: {} };
  await expect(restoreChain({ dataDir, genesis }, empty)).rejects.toThrow('belongs to another chain');
  expect(await readdir(empty)).toEqual([]);
});

test('two nodes with the same inputs write the same chain', async () => {
  const heads = [];
  for (const engine of ['lmdb', 'classic-level'] as const) {
    const store = await openStore(await temporaryFolder(), engine);
    const chain = await openChain(store, parseGenesis(developmentGenesis()));
    const block = { timestamp: 5n, coinbase: createZeroAddress(), prevRandao: new Uint8Array(32) };
    heads.push((await append(chain, [], block)).block.hash());
    await store.close();
  }
  expect(heads[0]).toEqual(heads[1]);
});
