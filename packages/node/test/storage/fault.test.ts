import { hexToBytes } from '@ethereumjs/util';
import { encodeFunctionData, type Hex, keccak256 } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { type RunningNode, startNode } from '../../src/index.ts';
import { bytesOf, codeKey, nameOf } from '../../src/state/state-keys.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { accounts, call, walletClient } from '../support/clients.ts';
import { compileCounter } from '../support/contracts.ts';
import { temporaryFolder } from '../support/temporary.ts';

const to = accounts[1]!.address;

interface Damaged {
  readonly dataDir: string;
  readonly contract: Hex;
  /** Calls the contract. */
  readonly data: Hex;
  /** Puts back what was lost. */
  repair(): Promise<void>;
}

/** A chain with a contract whose code this machine has lost: whoever calls it meets a fault. */
async function damagedContract(): Promise<Damaged> {
  const dataDir = await temporaryFolder();
  const node = await startNode({ dataDir, port: 0 });
  const { abi, bytecode } = compileCounter();
  const hash = await walletClient(node.url).deployContract({ abi, bytecode, args: [1n] });
  const { contractAddress: contract } = await answer<{ contractAddress: Hex }>(
    node,
    'eth_getTransactionReceipt',
    hash,
  );
  const code = await answer<Hex>(node, 'eth_getCode', contract, 'latest');
  await node.close();
  const key = bytesOf(codeKey(nameOf(hexToBytes(keccak256(code)))));
  const write = async (value: Uint8Array | undefined) => {
    const store = await openStore(dataDir, 'lmdb');
    const before = await store.get(key);
    await store.write([[key, value]]);
    await store.close();
    return before;
  };
  const lost = await write(undefined);
  expect(lost).toBeDefined();
  const data = encodeFunctionData({ abi, functionName: 'add', args: [1n] });
  return {
    ...{ dataDir, contract, data },
    async repair() {
      await write(lost);
    },
  };
}

const answer = async <Result>({ url }: RunningNode, method: string, ...params: unknown[]): Promise<Result> =>
  (await call(url, method, ...params)).result as Result;

test('D8, D11: a fault in a block: the node stops, nothing is kept, and what waited runs once the machine is mended', async () => {
  const { dataDir, contract, data, repair } = await damagedContract();
  const options = { dataDir, port: 0, keepPool: true };
  const node = await startNode({ ...options, blockTime: 1_500 });
  const wallet = walletClient(node.url);
  const sign = (nonce: number, request: { to: Hex; data?: Hex }) =>
    wallet.signTransaction({
      ...request,
      ...{ nonce, gas: 100_000n, maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 1n },
    });
  const [calling, other] = [await sign(1, { to: contract, data }), await sign(2, { to })];
  for (const raw of [calling, other]) {
    expect(await answer(node, 'eth_sendRawTransaction', raw)).toBe(keccak256(raw));
  }
  expect((await node.stopped)?.message).toMatch(/^Stopped while executing block 2: The database is damaged/);
  await expect(fetch(node.url)).rejects.toThrow();
  // The transaction is not to blame for the machine: it waits, and meets the damage again.
  const again = await startNode(options);
  expect((await again.stopped)?.message).toMatch(/^Stopped while executing block 2: The database is damaged/);

  await repair();
  const mended = await startNode(options);
  onTestFinished(() => mended.close());
  for (const raw of [calling, other]) {
    const receipt = () => answer<{ status: Hex } | null>(mended, 'eth_getTransactionReceipt', keccak256(raw));
    let found = await receipt();
    while (found === null) found = await receipt();
    expect(found.status).toBe('0x1');
  }
});

test('D8: with instant sealing the sender is told of the fault, not the hash', async () => {
  const { dataDir, contract, data } = await damagedContract();
  const node = await startNode({ dataDir, port: 0 });
  const raw = await walletClient(node.url).signTransaction({
    ...{ to: contract, data, nonce: 1, gas: 100_000n },
    ...{ maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 1n },
  });
  expect(await call(node.url, 'eth_sendRawTransaction', raw)).toMatchObject({
    error: { code: -32603, message: expect.stringContaining('Stopped while executing block 2') },
  });
  expect((await node.stopped)?.message).toMatch(/^Stopped while executing block 2: /);
});
