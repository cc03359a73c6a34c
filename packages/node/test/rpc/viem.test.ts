import {
  type Address,
  type BaseError,
  ContractFunctionRevertedError,
  encodeFunctionData,
  getAddress,
  parseEther,
  parseGwei,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { expect, test } from 'vitest';
import { accounts, publicClient, walletClient } from '../support/clients.ts';
import { compileCounter } from '../support/contracts.ts';
import { temporaryNode } from '../support/temporary.ts';

const { abi, bytecode } = compileCounter();
const to = accounts[1]!.address;

async function deployed(options = {}) {
  const node = await temporaryNode(options);
  const wallet = walletClient(node.url);
  const hash = await wallet.deployContract({ abi, bytecode, args: [5n] });
  const { contractAddress } = await wallet.waitForTransactionReceipt({ hash });
  return { node, wallet, address: contractAddress as Address };
}

test('deploys, sends, reads, and finds the logs', async () => {
  const { node, wallet, address } = await deployed();
  const hash = await wallet.writeContract({ address, abi, functionName: 'add', args: [7n] });
  const receipt = await wallet.waitForTransactionReceipt({ hash });
  expect(receipt).toMatchObject({
    status: 'success',
    blockNumber: 2n,
    transactionIndex: 0,
    from: wallet.account.address.toLowerCase(),
  });
  expect(await wallet.readContract({ address, abi, functionName: 'total' })).toBe(12n);

  const [event] = await wallet.getContractEvents({
    address,
    abi,
    eventName: 'Counted',
    args: { by: 7n },
    fromBlock: 0n,
  });
  expect(event).toMatchObject({
    args: { who: getAddress(wallet.account.address), by: 7n, total: 12n },
    logIndex: 0,
    transactionHash: hash,
  });
  expect(
    await wallet.getContractEvents({ address, abi, eventName: 'Counted', args: { by: 8n }, fromBlock: 0n }),
  ).toEqual([]);
  expect(await wallet.getLogs({ blockHash: receipt.blockHash })).toHaveLength(1);

  const block = await publicClient(node.url).getBlock({
    blockHash: receipt.blockHash,
    includeTransactions: true,
  });
  expect(block.transactions[0]).toMatchObject({
    hash,
    blockHash: block.hash,
    type: 'eip1559',
    chainId: node.chainId,
  });
  expect(await wallet.getTransaction({ hash })).toMatchObject({ hash, blockNumber: 2n });
  expect(await wallet.getCode({ address })).toMatch(/^0x60/);
  expect(await wallet.getStorageAt({ address, slot: '0x0' })).toBe(`0x${'c'.padStart(64, '0')}`);
});

test('a revert carries its data: custom error and reason string, in call, estimate and transaction', async () => {
  const { wallet, address } = await deployed();
  const refusal = await wallet
    .simulateContract({ address, abi, functionName: 'add', args: [200n] })
    .catch((error: BaseError) => error);
  const cause = (refusal as BaseError).walk((error) => error instanceof ContractFunctionRevertedError);
  expect((cause as ContractFunctionRevertedError).data).toMatchObject({
    errorName: 'TooMuch',
    args: [200n, 100n],
  });
  await expect(
    wallet.estimateContractGas({ address, abi, functionName: 'add', args: [13n] }),
  ).rejects.toThrow('unlucky');
  const hash = await wallet.writeContract({ address, abi, functionName: 'add', args: [13n], gas: 100_000n });
  expect(await wallet.getTransactionReceipt({ hash })).toMatchObject({ status: 'reverted', logs: [] });
});

test('legacy, 2930, 1559 and 7702 transactions', async () => {
  const { wallet, address } = await deployed();
  const gasPrice = parseGwei('3');
  const receiptOf = async (hash: `0x${string}`) => wallet.getTransactionReceipt({ hash });
  expect(
    await receiptOf(await wallet.sendTransaction({ type: 'legacy', to, value: 1n, gasPrice })),
  ).toMatchObject({ type: 'legacy', effectiveGasPrice: gasPrice });
  const accessList = [{ address, storageKeys: [`0x${'0'.repeat(64)}` as const] }];
  const second = await wallet.sendTransaction({ type: 'eip2930', to, value: 1n, gasPrice, accessList });
  expect(await receiptOf(second)).toMatchObject({ type: 'eip2930', gasUsed: 21_000n + 2_400n + 1_900n });
  expect(await wallet.getTransaction({ hash: second })).toMatchObject({ accessList });

  const other = privateKeyToAccount(accounts[3]!.privateKey);
  const authorization = await wallet.signAuthorization({ account: other, contractAddress: address });
  const third = await wallet.sendTransaction({
    to: other.address,
    data: encodeFunctionData({ abi, functionName: 'add', args: [3n] }),
    authorizationList: [authorization],
  });
  expect(await receiptOf(third)).toMatchObject({ type: 'eip7702', status: 'success' });
  expect(await wallet.getCode({ address: other.address })).toBe(`0xef0100${address.slice(2).toLowerCase()}`);
  expect((await wallet.getTransaction({ hash: third })).authorizationList).toHaveLength(1);
});

test('fees: suggested prices get a transaction in, and the history adds up', async () => {
  const { wallet } = await deployed();
  const { maxFeePerGas, maxPriorityFeePerGas } = await wallet.estimateFeesPerGas();
  const hash = await wallet.sendTransaction({
    to,
    value: parseEther('1'),
    maxFeePerGas,
    maxPriorityFeePerGas,
  });
  const { blockNumber } = await wallet.getTransactionReceipt({ hash });
  const history = await wallet.getFeeHistory({
    blockCount: 3,
    blockTag: 'latest',
    rewardPercentiles: [0, 50, 100],
  });
  expect(history.oldestBlock).toBe(blockNumber - 2n);
  expect(history.baseFeePerGas).toHaveLength(4);
  expect(history.gasUsedRatio).toHaveLength(3);
  expect(history.reward?.[2]).toEqual([maxPriorityFeePerGas, maxPriorityFeePerGas, maxPriorityFeePerGas]);
  const block = await wallet.getBlock({ blockNumber });
  expect(history.baseFeePerGas[2]).toBe(block.baseFeePerGas);
});

test('the gas that an estimate names is enough, and hardly less would do', async () => {
  const { wallet, address } = await deployed();
  const account = wallet.account;
  const gas = await wallet.estimateContractGas({ address, abi, functionName: 'add', args: [7n], account });
  const short = { address, abi, functionName: 'add', args: [7n], gas: (gas * 62n) / 64n } as const;
  const failed = await wallet.getTransactionReceipt({ hash: await wallet.writeContract(short) });
  const passed = await wallet.getTransactionReceipt({ hash: await wallet.writeContract({ ...short, gas }) });
  expect([failed.status, passed.status]).toEqual(['reverted', 'success']);
});

test('a batch of 50 transactions of one sender is mined in order, several to a block', async () => {
  const { node, wallet } = await deployed();
  const signed = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      wallet.signTransaction({
        to,
        value: 1n,
        nonce: index + 1,
        gas: 21_000n,
        maxFeePerGas: parseGwei('10'),
        maxPriorityFeePerGas: 1n,
        type: 'eip1559',
      }),
    ),
  );
  const client = publicClient(node.url, true);
  const hashes = await Promise.all(
    signed.reverse().map((serializedTransaction) => client.sendRawTransaction({ serializedTransaction })),
  );
  const receipts = await Promise.all(hashes.map((hash) => client.getTransactionReceipt({ hash })));
  expect(receipts.every(({ status }) => status === 'success')).toBe(true);
  expect(new Set(receipts.map(({ blockNumber }) => blockNumber)).size).toBeLessThan(10);
  expect(await client.getTransactionCount({ address: wallet.account.address })).toBe(51);
});

test('BLOCKHASH, prices and the block of a call', async () => {
  const { wallet, address } = await deployed();
  await wallet.sendTransaction({ to, value: 1n });
  const first = await wallet.getBlock({ blockNumber: 1n });
  expect(await wallet.readContract({ address, abi, functionName: 'past', args: [1n] })).toBe(first.hash);
  const read = { address, abi, functionName: 'price' } as const;
  expect(await wallet.readContract(read)).toEqual([0n, 0n, expect.any(BigInt)]);
});

test('D13: calls that run at the same time do not disturb each other or the blocks', async () => {
  const { wallet, address } = await deployed();
  const sums = Array.from({ length: 20 }, (_, index) => BigInt(index * 10));
  const reads = sums.map((n) => wallet.readContract({ address, abi, functionName: 'sum', args: [n] }));
  const write = wallet.writeContract({ address, abi, functionName: 'add', args: [1n] });
  expect(await Promise.all(reads)).toEqual(sums.map((n) => (n * (n + 1n)) / 2n));
  expect(await wallet.getTransactionReceipt({ hash: await write })).toMatchObject({ status: 'success' });
  expect(await wallet.readContract({ address, abi, functionName: 'total' })).toBe(6n);
});

test('D13: state and block overrides change what a call sees and nothing else', async () => {
  const { wallet, address } = await deployed();
  const slot = `0x${'0'.repeat(64)}` as const;
  const data = encodeFunctionData({ abi, functionName: 'total' });
  const stateOverride = [{ address, stateDiff: [{ slot, value: `0x${'2a'.padStart(64, '0')}` as const }] }];
  expect(await wallet.call({ to: address, data, stateOverride })).toEqual({
    data: `0x${'2a'.padStart(64, '0')}`,
  });
  expect(await wallet.readContract({ address, abi, functionName: 'total' })).toBe(5n);
  const poor = '0x00000000000000000000000000000000000000aa';
  await expect(wallet.call({ account: poor, to: address, value: 1n })).rejects.toThrow('insufficient funds');
  await wallet.call({
    account: poor,
    to: address,
    value: 1n,
    stateOverride: [{ address: poor, balance: 1n }],
  });
});
