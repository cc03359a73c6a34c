import { encodeAbiParameters, type Hex, parseGwei } from 'viem';
import { expect, test } from 'vitest';
import { accounts, call, testClient } from '../support/clients.ts';
import { temporaryNode } from '../support/temporary.ts';

const [sender, to] = [accounts[0]!.address, accounts[1]!.address];

async function development(options = {}) {
  const { url } = await temporaryNode({ dev: true, ...options });
  const result = async (method: string, ...params: unknown[]) =>
    (await call(url, method, ...params)).result as never;
  return { url, client: testClient(url), result };
}

/** Creation code that gives the block's number and time. */
const numberAndTime = '0x4360005242602052604060' + '00f3';
/** Creation code that reverts in every block but this one. */
const onlyIn = (number: bigint): Hex =>
  `0x4361${number.toString(16).padStart(4, '0')}14600c5760005ffd5b60005ff3`;

const words = (a: bigint, b: bigint) =>
  encodeAbiParameters([{ type: 'uint256' }, { type: 'uint256' }], [a, b]);

test('D7: pending is the block that would be made now: its number, its time, what is set for it', async () => {
  const { client, result } = await development();
  const { number, timestamp } = await client.getBlock();
  await client.setNextBlockTimestamp({ timestamp: timestamp + 1_000_000_000_000n });
  await client.setNextBlockBaseFeePerGas({ baseFeePerGas: 99n });
  expect(await result('eth_call', { data: numberAndTime }, 'pending')).toBe(
    words(number + 1n, timestamp + 1_000_000_000_000n),
  );
  expect(await result('eth_call', { data: numberAndTime }, 'latest')).toBe(words(number, timestamp));
  expect(await result('eth_call', { data: numberAndTime }, { blockNumber: 'pending' })).toBe(
    words(number + 1n, timestamp + 1_000_000_000_000n),
  );
  expect(await client.getBlock({ blockTag: 'pending' })).toMatchObject({
    hash: null,
    number: number + 1n,
    baseFeePerGas: 99n,
  });
  await client.mine({ blocks: 1 });
  expect(await client.getBlock()).toMatchObject({
    number: number + 1n,
    timestamp: timestamp + 1_000_000_000_000n,
    baseFeePerGas: 99n,
  });
});

test('D7: pending is made anew for what is set by another name', async () => {
  const { url, client, result } = await development();
  await client.setAutomine(false);
  const { timestamp } = await client.getBlock();
  const snapshot = await client.snapshot();
  const set = async (method: string) => {
    await client.setNextBlockTimestamp({ timestamp: timestamp + 1_000_000_000_000n });
    await call(url, method, 30_000_123);
    return result('eth_getBlockByNumber', 'pending', false);
  };
  expect(await set('hardhat_setNextBlockBaseFeePerGas')).toMatchObject({ baseFeePerGas: '0x1c9c3fb' });
  await client.mine({ blocks: 1 });
  await client.revert({ id: snapshot });
  expect(await set('evm_setBlockGasLimit')).toMatchObject({
    baseFeePerGas: expect.not.stringMatching('0x1c9c3fb'),
    gasLimit: '0x1c9c3fb',
  });
});

test('D7: what waits is in the pending block, and in nothing else', async () => {
  const { client, result } = await development();
  await client.setAutomine(false);
  const before = await client.getBalance({ address: to });
  const hash = await client.sendTransaction({ to, value: 5n, gas: 21_000n });
  const balance = (tag: string) => result('eth_getBalance', to, tag).then(BigInt);
  expect([await balance('latest'), await balance('pending')]).toEqual([before, before + 5n]);
  expect(await result('eth_getTransactionCount', sender, 'pending')).toBe('0x1');
  expect(await result('eth_getBlockTransactionCountByNumber', 'pending')).toBe('0x1');
  expect(await result('eth_getBlockByNumber', 'pending', false)).toMatchObject({ transactions: [hash] });
  const shown = { hash, blockHash: null, blockNumber: '0x1', transactionIndex: '0x0' };
  expect(await result('eth_getBlockByNumber', 'pending', true)).toMatchObject({ transactions: [shown] });
  expect(await result('eth_getTransactionByBlockNumberAndIndex', 'pending', '0x0')).toMatchObject(shown);
  expect(await result('eth_getHeaderByNumber', 'pending')).toMatchObject({ number: '0x1', hash: null });
  const proof = (await result('eth_getProof', to, [], 'pending')) as { balance: Hex };
  expect(BigInt(proof.balance)).toBe(before + 5n);
  expect(await result('debug_traceBlockByNumber', 'pending', { tracer: 'callTracer' })).toMatchObject([
    { txHash: hash, result: { value: '0x5' } },
  ]);
  // Another one follows at once: nothing of the old pending block is left.
  await client.sendTransaction({ to, value: 7n, gas: 21_000n, nonce: 1 });
  expect(await balance('pending')).toBe(before + 12n);
  await client.mine({ blocks: 1 });
  expect([await balance('latest'), await balance('pending')]).toEqual([before + 12n, before + 12n]);
  expect(await result('eth_getBlockByNumber', 'pending', false)).toMatchObject({ transactions: [] });
});

test('estimates are made in the pending block, unless the request names another', async () => {
  const { url, client, result } = await development();
  await client.mine({ blocks: 3 });
  const inNext = { from: sender, data: onlyIn(4n) };
  expect(await result('eth_estimateGas', inNext)).toMatch(/^0x/);
  expect(await result('eth_estimateGas', inNext, null)).toMatch(/^0x/);
  expect(await call(url, 'eth_estimateGas', inNext, 'latest')).toMatchObject({ error: { code: 3 } });
  expect(await call(url, 'eth_estimateGas', { ...inNext, data: onlyIn(3n) })).toMatchObject({
    error: { code: 3 },
  });
  // So what is filled in is enough for the block that the transaction gets into.
  const hash = (await result('eth_sendTransaction', inNext)) as Hex;
  expect(await client.getTransactionReceipt({ hash })).toMatchObject({ status: 'success', blockNumber: 4n });
});

test('D6: blocks that come faster than seconds have timestamps of their own', async () => {
  const { client } = await development();
  for (let block = 0; block < 3; block++) await client.sendTransaction({ to, value: 1n, gas: 21_000n });
  const times = [];
  for (const blockNumber of [1n, 2n, 3n]) times.push((await client.getBlock({ blockNumber })).timestamp);
  expect(times[1]! > times[0]! && times[2]! > times[1]!).toBe(true);
  await client.increaseTime({ seconds: 100 });
  await client.mine({ blocks: 1 });
  expect((await client.getBlock()).timestamp).toBeGreaterThanOrEqual(times[2]! + 100n);
});

test('seconds that are to pass, pass after the newest block, however it came about', async () => {
  const { client } = await development();
  for (let value = 1n; value <= 20n; value++) await client.setBalance({ address: to, value });
  const { timestamp } = await client.getBlock();
  await client.increaseTime({ seconds: 5 });
  await client.mine({ blocks: 1 });
  expect((await client.getBlock()).timestamp).toBeGreaterThanOrEqual(timestamp + 5n);
});

test('a change of the state takes nothing of what is set for the next block', async () => {
  const { client } = await development();
  const { timestamp } = await client.getBlock();
  await client.setNextBlockTimestamp({ timestamp: timestamp + 5_000_000_000n });
  await client.setBalance({ address: to, value: 1n });
  await client.mine({ blocks: 1 });
  expect((await client.getBlock()).timestamp).toBe(timestamp + 5_000_000_000n);
});

test('D7: a fee below the base fee is refused where blocks are sealed at once, and waits where they are not', async () => {
  const { url, client } = await development();
  const { baseFeePerGas } = await client.getBlock({ blockTag: 'pending' });
  const low = { from: sender, to, gas: '0x5208', gasPrice: `0x${(baseFeePerGas! - 1n).toString(16)}` };
  expect(await call(url, 'eth_sendTransaction', low)).toMatchObject({
    error: {
      code: -32000,
      message: `max fee per gas less than block base fee: ${baseFeePerGas! - 1n} offered, the next block takes ${baseFeePerGas}`,
    },
  });
  // The account is not blocked.
  await client.sendTransaction({ to, value: 1n, gas: 21_000n, maxFeePerGas: parseGwei('10') });
  await client.setAutomine(false);
  expect(await call(url, 'eth_sendTransaction', low)).toHaveProperty('result');
});

test('a snapshot brings back the time that the clock showed', async () => {
  const { client } = await development();
  const id = await client.snapshot();
  const { timestamp } = await client.getBlock({ blockTag: 'pending' });
  await client.setNextBlockTimestamp({ timestamp: timestamp + 1_000_000n });
  await client.mine({ blocks: 2 });
  await client.revert({ id });
  const again = await client.getBlock({ blockTag: 'pending' });
  expect(again.timestamp - timestamp).toBeLessThan(1_000n);
});

test('D16: a contract that is impersonated sends, is called back, and its transactions are traced', async () => {
  const { client, result } = await development();
  const contract = '0x00000000000000000000000000000000000000cc';
  // Calls whoever called it.
  const caller = '0x00000000000000000000000000000000000000dd';
  await client.setCode({ address: contract, bytecode: '0x600160005500' });
  await client.setCode({ address: caller, bytecode: '0x5f5f5f5f5f335af100' });
  await client.setBalance({ address: contract, value: 10n ** 18n });
  await client.impersonateAccount({ address: contract });
  const hash = (await result('eth_sendTransaction', { from: contract, to: caller })) as Hex;
  expect(await client.getTransactionReceipt({ hash })).toMatchObject({ status: 'success', from: contract });
  // The code that EIP-3607 looks at ran as it is.
  expect(await client.getStorageAt({ address: contract, slot: '0x0' })).toMatch(/01$/);
  expect(await result('debug_traceTransaction', hash, { tracer: 'callTracer' })).toMatchObject({
    from: contract,
    calls: [{ to: contract }],
  });
  const unsigned = (await result('eth_sendUnsignedTransaction', { from: to, to: caller })) as Hex;
  expect(await client.getTransactionReceipt({ hash: unsigned })).toMatchObject({ from: to.toLowerCase() });
});

test('the pending block holds no more than a bound and a block have room for', async () => {
  const { client, result } = await development({ limits: { maxPendingTransactions: 2 } });
  await client.setAutomine(false);
  for (let nonce = 0; nonce < 3; nonce++)
    await client.sendTransaction({ to, value: 1n, gas: 21_000n, nonce });
  expect(await result('eth_getBlockTransactionCountByNumber', 'pending')).toBe('0x2');
  const small = await development();
  await small.client.setAutomine(false);
  const data = `0x${'00'.repeat(100_000)}` as const;
  for (let nonce = 0; nonce < 8; nonce++)
    await small.client.sendTransaction({ to, data, gas: 1_100_000n, nonce, maxFeePerGas: parseGwei('10') });
  expect(await small.result('eth_getBlockTransactionCountByNumber', 'pending')).toBe('0x8');
  // A block of so little gas could not hold them, whatever they say.
  await call(small.url, 'evm_setBlockGasLimit', 5_000_000);
  expect(await small.result('eth_getBlockTransactionCountByNumber', 'pending')).toBe('0x4');
});
