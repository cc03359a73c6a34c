import { once } from 'node:events';
import { getAddress, type Hex, parseEther } from 'viem';
import { expect, test } from 'vitest';
import { accounts, call, testClient } from '../support/clients.ts';
import { startNodeProcess } from '../support/node-process.ts';
import { temporaryFolder, temporaryNode } from '../support/temporary.ts';

const stranger = getAddress('0x00000000000000000000000000000000000000aa');
const to = accounts[1]!.address;

async function development(options = {}) {
  const node = await temporaryNode({ dev: true, ...options });
  return { url: node.url, node, client: testClient(node.url) };
}

test('balance, nonce, code and storage can be set', async () => {
  const { client } = await development();
  await client.setBalance({ address: stranger, value: 7n });
  await client.setNonce({ address: stranger, nonce: 9 });
  await client.setCode({ address: stranger, bytecode: '0x6001600055' });
  await client.setStorageAt({ address: stranger, index: 3, value: `0x${'05'.padStart(64, '0')}` });
  expect(await client.getBalance({ address: stranger })).toBe(7n);
  expect(await client.getTransactionCount({ address: stranger })).toBe(9);
  expect(await client.getCode({ address: stranger })).toBe('0x6001600055');
  expect(await client.getStorageAt({ address: stranger, slot: '0x3' })).toBe(`0x${'05'.padStart(64, '0')}`);
});

test('D16: what was set is sealed in an empty block of its own, and there after a restart', async () => {
  const dataDir = await temporaryFolder();
  const { node, client } = await development({ dataDir });
  await client.setAutomine(false);
  await client.sendTransaction({ to, value: 1n, gas: 21_000n });
  await client.setBalance({ address: stranger, value: 7n });
  await client.setStorageAt({ address: stranger, index: 3, value: `0x${'05'.padStart(64, '0')}` });
  expect(await client.getBlockNumber()).toBe(2n);
  expect((await client.getBlock()).transactions).toEqual([]);
  await node.close();
  const again = await development({ dataDir });
  expect(await again.client.getBalance({ address: stranger })).toBe(7n);
  expect(await again.client.getStorageAt({ address: stranger, slot: '0x3' })).toMatch(/05$/);
});

test('D16: an impersonated account sends, its transactions survive a restart, and it stops', async () => {
  const dataDir = await temporaryFolder();
  const { url, node, client } = await development({ dataDir });
  await client.setBalance({ address: stranger, value: parseEther('1') });
  const request = { from: stranger, to, value: '0x1' };
  expect(await call(url, 'eth_sendTransaction', request)).toMatchObject({
    error: { message: expect.stringContaining('unknown account') },
  });
  await client.impersonateAccount({ address: stranger });
  const hash = (await call(url, 'eth_sendTransaction', request)).result as Hex;
  expect(await client.getTransactionReceipt({ hash })).toMatchObject({
    status: 'success',
    from: stranger.toLowerCase(),
  });
  await client.stopImpersonatingAccount({ address: stranger });
  expect(await call(url, 'eth_sendTransaction', request)).toMatchObject({ error: { code: -32000 } });
  const raw = (await call(url, 'eth_getRawTransactionByHash', hash)).result;
  expect(await call(url, 'eth_sendRawTransaction', raw)).toMatchObject({
    error: { message: 'not a signed transaction' },
  });
  await node.close();
  const again = await development({ dataDir });
  expect(await again.client.getTransaction({ hash })).toMatchObject({ from: stranger.toLowerCase(), hash });
});

test('a development account sends without a wallet', async () => {
  const { url, client } = await development();
  const request = { from: accounts[0]!.address, to, value: '0x5' };
  const hash = (await call(url, 'eth_sendTransaction', request)).result as Hex;
  expect(await client.getTransactionReceipt({ hash })).toMatchObject({ status: 'success', gasUsed: 21_000n });
  const signed = (await call(url, 'eth_signTransaction', request)).result as Hex;
  expect(
    await client.getTransactionReceipt({
      hash: await client.sendRawTransaction({ serializedTransaction: signed }),
    }),
  ).toMatchObject({ status: 'success' });
  expect((await call(url, 'personal_sign', 'hello', accounts[0]!.address)).result).toMatch(
    /^0x[0-9a-f]{130}$/,
  );
});

test('D16: a snapshot brings back blocks, state and time', async () => {
  const { url, client } = await development();
  const id = await client.snapshot();
  await client.increaseTime({ seconds: 10_000 });
  const hash = await client.sendTransaction({ to, value: 1n });
  const later = await client.getBlock();
  await client.revert({ id });
  expect(await client.getBlockNumber()).toBe(0n);
  expect(await client.getBalance({ address: to })).toBe(parseEther('10000'));
  await expect(client.getTransactionReceipt({ hash })).rejects.toThrow('could not be found');
  await client.mine({ blocks: 1 });
  expect((await client.getBlock()).timestamp).toBeLessThan(later.timestamp);
  expect((await call(url, 'evm_revert', id)).result).toBe(false);
});

test('time and blocks at will', async () => {
  const { client } = await development();
  await client.mine({ blocks: 5, interval: 60 });
  const [first, last] = [await client.getBlock({ blockNumber: 1n }), await client.getBlock()];
  expect(last.number).toBe(5n);
  expect(last.timestamp - first.timestamp).toBe(240n);
  await client.setNextBlockTimestamp({ timestamp: last.timestamp + 1_000n });
  await client.mine({ blocks: 1 });
  expect((await client.getBlock()).timestamp).toBe(last.timestamp + 1_000n);
  await expect(client.setNextBlockTimestamp({ timestamp: 5n })).rejects.toThrow(
    "timestamp 5 is not after the newest block's",
  );
  await client.setNextBlockBaseFeePerGas({ baseFeePerGas: 77n });
  await client.mine({ blocks: 1 });
  expect((await client.getBlock()).baseFeePerGas).toBe(77n);
});

test('without automine transactions wait, are listed, can be dropped, and go into the next block', async () => {
  const { url, client } = await development();
  await client.setAutomine(false);
  const sent: Hex[] = [];
  for (const nonce of [0, 1, 3])
    sent.push(await client.sendTransaction({ to, value: 1n, nonce, gas: 21_000n }));
  expect((await call(url, 'txpool_status')).result).toEqual({ pending: '0x2', queued: '0x1' });
  const who = getAddress(accounts[0]!.address);
  expect((await call(url, 'txpool_content')).result).toMatchObject({
    pending: { [who]: { 0: { hash: sent[0] } } },
    queued: { [who]: { 3: { hash: sent[2] } } },
  });
  expect(await client.getTransactionCount({ address: accounts[0]!.address, blockTag: 'pending' })).toBe(2);
  await client.dropTransaction({ hash: sent[1]! });
  await client.mine({ blocks: 1 });
  expect((await client.getBlock()).transactions).toEqual([sent[0]]);
  await client.setAutomine(true);
});

test('a gas limit holds from the next block on', async () => {
  const { url, client } = await development();
  expect(await call(url, 'evm_setBlockGasLimit', '0x1388')).toMatchObject({ result: true });
  expect(await call(url, 'evm_setBlockGasLimit', '0x1387')).toMatchObject({ error: { code: -32602 } });
  await call(url, 'evm_setBlockGasLimit', 20_000_000);
  await client.mine({ blocks: 2 });
  expect((await client.getBlock({ blockNumber: 1n })).gasLimit).toBe(20_000_000n);
  expect((await client.getBlock({ blockNumber: 2n })).gasLimit).toBe(20_000_000n);
});

test('a reset goes back to genesis: state, clock, snapshots and what waits', async () => {
  const { url, client } = await development();
  const genesis = (await client.getBlock()).hash;
  const snapshot = await client.snapshot();
  await client.increaseTime({ seconds: 1_000_000 });
  await client.sendTransaction({ to, value: parseEther('1') });
  await client.setAutomine(false);
  await client.sendTransaction({ to, value: 1n, nonce: 1, gas: 21_000n });
  expect(await call(url, 'hardhat_reset', { forking: {} })).toMatchObject({ error: { code: -32602 } });
  expect(await call(url, 'hardhat_reset')).toMatchObject({ result: true });
  expect((await client.getBlock()).hash).toBe(genesis);
  expect(await client.getBalance({ address: to })).toBe(parseEther('10000'));
  expect((await call(url, 'txpool_status')).result).toEqual({ pending: '0x0', queued: '0x0' });
  expect(await call(url, 'evm_revert', snapshot)).toMatchObject({ result: false });
  await client.setAutomine(true);
  await client.sendTransaction({ to, value: 1n });
  const { number, timestamp } = await client.getBlock();
  expect(number).toBe(1n);
  expect(timestamp).toBeLessThan(BigInt(Math.floor(Date.now() / 1000)) + 500_000n);
});

test('D16: outside development these methods do not exist', async () => {
  const { url } = await temporaryNode();
  for (const method of [
    'evm_mine',
    'anvil_setBalance',
    'hardhat_impersonateAccount',
    'eth_sendTransaction',
    'debug_traceCall',
  ]) {
    expect(await call(url, method)).toMatchObject({ error: { code: -32601 } });
  }
});

test('helpers of test suites know a chain with development methods by its name', async () => {
  const { url } = await development();
  const closed = await temporaryNode({ dev: false });
  // hardhat-network-helpers serve chains whose name begins with hardhatnetwork, anvil or zksync.
  expect((await call(url, 'web3_clientVersion')).result).toMatch(/^anvil\/evm-ml\/v\d+\.\d+\.\d+\//);
  expect((await call(closed.url, 'web3_clientVersion')).result).toMatch(/^evm-ml\/v\d+\.\d+\.\d+\//);
});

test('D16: a state goes from one chain to another, or one sentence says why not', async () => {
  const { url, client } = await development();
  await client.setBalance({ address: stranger, value: 7n });
  await client.setCode({ address: stranger, bytecode: '0x6001600055' });
  await client.setStorageAt({ address: stranger, index: 3, value: `0x${'05'.padStart(64, '0')}` });
  await client.increaseTime({ seconds: 1_000_000 });
  await client.mine({ blocks: 1 });
  const state = (await call(url, 'anvil_dumpState')).result as Hex;
  const other = await development();
  expect(await call(other.url, 'anvil_loadState', state)).toMatchObject({ result: true });
  expect(await other.client.getBalance({ address: stranger })).toBe(7n);
  expect(await other.client.getCode({ address: stranger })).toBe('0x6001600055');
  expect(await other.client.getStorageAt({ address: stranger, slot: '0x3' })).toMatch(/05$/);
  await other.client.sendTransaction({ to, value: 1n });
  const [here, there] = [await client.getBlock(), await other.client.getBlock()];
  expect(there.timestamp).toBeGreaterThanOrEqual(here.timestamp);

  const { gunzipSync, gzipSync } = await import('node:zlib');
  const dump = JSON.parse(String(gunzipSync(Buffer.from(state.slice(2), 'hex'))));
  const load = (changed: object) =>
    call(
      other.url,
      'anvil_loadState',
      `0x${gzipSync(JSON.stringify({ ...dump, ...changed })).toString('hex')}`,
    );
  expect(await load({ code: dump.code.slice(1) })).toMatchObject({
    error: { code: -32602, message: expect.stringMatching(/^the dump is not whole: code 0x/) },
  });
  const [account] = dump.accounts;
  const name = `0x${'00'.repeat(32)}`;
  for (const changed of [
    { accounts: 7 },
    { accounts: [{ ...account, balance: String(2n ** 256n) }] },
    { accounts: [{ ...account, nonce: String(2n ** 64n) }] },
    { accounts: [{ ...account, storage: [[name, '0x00']] }] },
    { accounts: [{ ...account, storage: [[name, `0x01${'00'.repeat(32)}`]] }] },
    { accounts: [{ ...account, storage: [['0x00', '0x01']] }] },
  ])
    expect(await load(changed)).toMatchObject({ error: { code: -32602 } });
  expect(await call(other.url, 'anvil_loadState', '0x00')).toMatchObject({
    error: { code: -32602, message: 'expected what anvil_dumpState of an evm-ml node gave' },
  });
  expect(await other.client.getBalance({ address: stranger })).toBe(7n);
});

test('blocks have timestamps at an interval, as long as it is set', async () => {
  const { url, client } = await development();
  await client.mine({ blocks: 1 });
  const { timestamp } = await client.getBlock();
  await client.setBlockTimestampInterval({ interval: 50 });
  await client.mine({ blocks: 3 });
  expect((await client.getBlock()).timestamp).toBe(timestamp + 150n);
  await client.removeBlockTimestampInterval();
  await client.mine({ blocks: 1 });
  expect((await client.getBlock()).timestamp).toBeLessThan(timestamp + 200n);
  expect(await call(url, 'anvil_removeBlockTimestampInterval')).toMatchObject({ result: false });
});

test('a node tells what anvil and Hardhat tell of theirs', async () => {
  const { url, client } = await development();
  await client.mine({ blocks: 2 });
  const { hash } = await client.getBlock();
  for (const method of ['anvil_metadata', 'hardhat_metadata']) {
    expect((await call(url, method)).result).toMatchObject({
      latestBlockNumber: 2,
      latestBlockHash: hash,
      chainId: 19_788,
    });
  }
  expect((await call(url, 'anvil_nodeInfo')).result).toMatchObject({
    currentBlockNumber: '0x2',
    currentBlockHash: hash,
    hardFork: 'osaka',
  });
  expect(await call(url, 'hardhat_setLoggingEnabled', false)).toMatchObject({ result: null });
  expect(await call(url, 'anvil_setMinGasPrice', '0x1')).toMatchObject({
    error: { code: -32602, message: expect.stringContaining('setNextBlockBaseFeePerGas') },
  });
  expect(await call(url, 'eth_getUncleByBlockNumberAndIndex', 'latest', '0x0')).toMatchObject({
    result: null,
  });
});

test('EIP-7966: a transaction is sent and its receipt is the answer, or an error that has its hash', async () => {
  const { url, client } = await development();
  const sign = (nonce: number) =>
    client.signTransaction({ to, value: 1n, gas: 21_000n, nonce, maxFeePerGas: 10n ** 10n, type: 'eip1559' });
  expect((await call(url, 'eth_sendRawTransactionSync', await sign(0))).result).toMatchObject({
    status: '0x1',
    blockNumber: '0x1',
  });
  await client.setAutomine(false);
  expect(await call(url, 'eth_sendRawTransactionSync', await sign(1), 1)).toMatchObject({
    error: { code: 4, data: expect.stringMatching(/^0x[0-9a-f]{64}$/) },
  });
  const waiting = call(url, 'eth_sendRawTransactionSync', await sign(2));
  await expect.poll(async () => (await call(url, 'txpool_status')).result).toMatchObject({ pending: '0x2' });
  await client.mine({ blocks: 1 });
  expect((await waiting).result).toMatchObject({ status: '0x1', blockNumber: '0x2' });
});

test('a node that is closed waits for no receipt: its process ends', async () => {
  const node = await startNodeProcess({ port: 0, dev: true });
  const client = testClient(node.url);
  await client.setAutomine(false);
  const raw = await client.signTransaction({
    to,
    value: 1n,
    gas: 21_000n,
    nonce: 0,
    maxFeePerGas: 10n ** 10n,
    type: 'eip1559',
  });
  const waiting = call(node.url, 'eth_sendRawTransactionSync', raw, 60_000).catch(() => 'cut off');
  await expect
    .poll(async () => (await call(node.url, 'txpool_status')).result)
    .toMatchObject({ pending: '0x1' });
  const ended = once(node.child, 'exit');
  node.child.send('close');
  expect(await ended).toEqual([0, null]);
  expect(await waiting).toBe('cut off');
});

test('what Hardhat answers with true, anvil answers with nothing; timers are bounded', async () => {
  const { url, client } = await development();
  const answers = async (name: string, ...params: unknown[]) =>
    Promise.all(
      ['hardhat', 'anvil'].map(async (space) => (await call(url, `${space}_${name}`, ...params)).result),
    );
  expect(await answers('setBalance', stranger, '0x1')).toEqual([true, null]);
  expect(await answers('impersonateAccount', stranger)).toEqual([true, null]);
  expect(await answers('setStorageAt', stranger, '0x0', `0x${'01'.padStart(64, '0')}`)).toEqual([true, true]);
  expect(await answers('reset')).toEqual([true, null]);
  await client.setAutomine(false);
  const hash = await client.sendTransaction({ to, value: 1n, gas: 21_000n });
  expect((await call(url, 'anvil_dropTransaction', hash)).result).toBe(hash);
  expect((await call(url, 'anvil_dropTransaction', hash)).result).toBeNull();
  for (const [method, interval] of [
    ['evm_setIntervalMining', 2 ** 31],
    ['anvil_setIntervalMining', 2 ** 31],
  ] as const)
    expect(await call(url, method, interval)).toMatchObject({ error: { code: -32602 } });
});

test('numbers that no block or account can have are refused in one sentence', async () => {
  const { url, client } = await development();
  const refusal = (message: string) => ({
    error: { code: -32602, message: expect.stringContaining(message) },
  });
  const digits = '9'.repeat(78);
  const [bits64, bits256] = [`0x1${'0'.repeat(16)}`, digits];
  for (const [message, ...request] of [
    ['at most 281474976710655 seconds', 'evm_setNextBlockTimestamp', '0x20000000000001'],
    ['at most 281474976710655 seconds', 'evm_increaseTime', '0x20000000000001'],
    ['at most 281474976710655 seconds', 'hardhat_setBlockTimestampInterval', '0x20000000000001'],
    ['at most 281474976710655 seconds', 'hardhat_mine', '0x2', '0x20000000000001'],
    ['at most 281474976710655', 'evm_mine', '0x20000000000001'],
    ['at most 281474976710655', 'evm_mine', { timestamp: digits }],
    ['at most 256 bits', 'hardhat_setBalance', stranger, bits256],
    ['at most 64 bits', 'hardhat_setNonce', stranger, bits64],
    ['at most 64 bits', 'hardhat_setNextBlockBaseFeePerGas', bits64],
    ['at most 63 bits', 'evm_setBlockGasLimit', '0x8000000000000000'],
    ['expected a whole number', 'hardhat_setBalance', stranger, '9'.repeat(100)],
    ['expected a whole number', 'evm_increaseTime', -5],
    ['expected a whole number', 'evm_increaseTime', 1.5],
    ['expected a whole number', 'eth_sendRawTransactionSync', '0x', -1],
    ['expected a block number below 2^48', 'eth_call', { to }, 'latest', {}, { number: '0x1000000000000' }],
    ['at most 64 bits', 'eth_call', { to }, 'latest', {}, { time: bits64 }],
    ['at most 64 bits', 'eth_call', { to }, 'latest', { [to]: { nonce: bits64 } }],
  ] as const) {
    const [method, ...params] = request;
    expect(await call(url, method, ...params), method).toMatchObject(refusal(message));
  }
  expect(await client.getBlockNumber()).toBe(0n);
  // BLOCKHASH of the parent of the last block that there may be.
  const code = { [to]: { code: '0x60014303405f5260205ff3' } };
  expect(await call(url, 'eth_call', { to }, 'latest', code, { number: '0xffffffffffff' })).toHaveProperty(
    'result',
  );
  const late = { blockOverrides: { time: `0x${'f'.repeat(16)}` } };
  expect(await call(url, 'eth_simulateV1', { blockStateCalls: [late, {}] })).toMatchObject({
    error: { code: -38021, message: 'block timestamp 18446744073709551627 has more than 64 bits' },
  });
});

test('however time is moved, it stays below what is told apart, and blocks go on', async () => {
  const dataDir = await temporaryFolder();
  const { url, node, client } = await development({ dataDir });
  const latest = 2n ** 48n - 1n;
  const half = Number(2n ** 47n);
  expect(await call(url, 'evm_increaseTime', half)).toMatchObject({ result: half });
  const tooLate = {
    error: { code: -32602, message: expect.stringMatching(/^time \d+ is later than a block/) },
  };
  expect(await call(url, 'evm_increaseTime', half)).toMatchObject(tooLate);
  expect(await call(url, 'hardhat_mine', 10_000, half)).toMatchObject(tooLate);
  await client.mine({ blocks: 1 });
  expect(await call(url, 'anvil_setBlockTimestampInterval', half)).toMatchObject(tooLate);
  // Twice is too much, but nobody can know how many blocks will come.
  await client.setBlockTimestampInterval({ interval: half - 1_000_000_000_000 });
  await client.mine({ blocks: 1 });
  await client.mine({ blocks: 1 });
  expect((await client.getBlock()).timestamp).toBe(latest);
  await client.sendTransaction({ to, value: 1n });
  expect((await client.getBlock()).timestamp).toBe(latest + 1n);
  await node.close();
  const again = await development({ dataDir });
  expect((await again.client.getBlock()).timestamp).toBe(latest + 1n);
  await again.client.sendTransaction({ to, value: 1n });
  expect(await again.client.getBlockNumber()).toBe(5n);
});

test('structured data that cannot be signed is refused in one sentence that says why', async () => {
  const { url } = await development();
  const sign = (data: unknown) => call(url, 'eth_signTypedData_v4', accounts[0]!.address, data);
  const shape = expect.stringContaining('expected structured data (EIP-712)');
  for (const wrong of ['not json', 'null', '{}', 5])
    expect(await sign(wrong)).toMatchObject({ error: { code: -32602, message: shape } });
  const data = (type: string, value: unknown, more = {}) => ({
    domain: {},
    types: { X: [{ name: 'a', type }], Y: [{ name: 'b', type: 'bool' }] },
    primaryType: 'X',
    message: { a: value },
    ...more,
  });
  for (const [type, value, why] of [
    ['uint256', undefined, 'message.a is no uint256'],
    ['uint256', 'zz', 'message.a is no uint256'],
    ['uint8', 256, 'message.a is no uint8'],
    ['int8', -129, 'message.a is no int8'],
    ['uint8', 1.5, 'message.a is no uint8'],
    ['address', '0x12', 'message.a is no address'],
    ['bytes3', '0x12', 'message.a is no bytes3'],
    ['bytes', '0xzz', 'message.a is no bytes'],
    ['string', 5, 'message.a is no string'],
    ['bool', 'true', 'message.a is no bool'],
    ['uint8[2]', [1], 'message.a has 1 items, not the 2 of uint8[2]'],
    ['uint8[]', 1, 'message.a is no list, as uint8[] wants'],
    ['Y[]', [{ b: true }, { b: 1 }], 'message.a.1.b is no bool'],
    ['X', { a: null }, 'message.a.a is no object, as X wants'],
    ['foo', 1, 'message.a has a type that there is not: foo'],
    ['uint999', 1, 'message.a has a type that there is not: uint999'],
    ['toString', 1, 'message.a has a type that there is not: toString'],
  ] as const)
    expect(await sign(data(type, value)), `${type} ${value}`).toMatchObject({
      error: { code: -32602, message: `not structured data that can be signed (EIP-712): ${why}` },
    });
  const others = [
    [{ primaryType: 'constructor' }, 'types has no primaryType constructor'],
    [{ domain: { chainId: 'zz' } }, 'domain.chainId is no uint256'],
    [{ domain: { verifyingContract: '0x12' } }, 'domain.verifyingContract is no address'],
    [{ domain: { chainID: 1 } }, 'domain.chainID is in no domain'],
    [{ types: { X: [], bool: [] } }, 'types names a struct bool'],
  ] as const;
  for (const [more, why] of others)
    expect(await sign(data('bool', true, more))).toMatchObject({
      error: { code: -32602, message: expect.stringContaining(why) },
    });
  const good = data('Y[]', [{ b: true }], { domain: { name: 'wine', chainId: 19_788 } });
  const { result } = await sign(good);
  expect(result).toMatch(/^0x[0-9a-f]{130}$/);
  expect(await sign(JSON.stringify(good))).toMatchObject({ result });
  expect(await sign({ ...good, domain: { name: 'wine', chainId: '19788' } })).toMatchObject({ result });
  const deep = `{"a":${'{"a":'.repeat(50_000)}true${'}'.repeat(50_000)}}`;
  const { domain, types, primaryType } = data('X', true);
  const text = `{"domain":${JSON.stringify(domain)},"types":${JSON.stringify(types)},"primaryType":"${primaryType}","message":${deep}}`;
  expect(await sign(text)).toMatchObject({
    error: { code: -32602, message: expect.stringContaining('deeper than 100') },
  });
});

test('what is set for the next block holds for what is filled in, suggested and let in', async () => {
  const { url, client } = await development();
  const setFee = (fee: bigint) => client.setNextBlockBaseFeePerGas({ baseFeePerGas: fee });
  const receiptOf = async (request: object) => {
    const { result, error } = await call(url, 'eth_sendTransaction', {
      from: accounts[0]!.address,
      to,
      ...request,
    });
    expect(error).toBeUndefined();
    return client.getTransactionReceipt({ hash: result as Hex });
  };
  await setFee(100_000_000_000n);
  expect(await client.getGasPrice()).toBe(101_000_000_000n);
  expect(await call(url, 'eth_baseFee')).toMatchObject({ result: '0x174876e800' });
  expect(await receiptOf({ value: '0x1' })).toMatchObject({ effectiveGasPrice: 101_000_000_000n });
  await setFee(0n);
  expect(await receiptOf({ gasPrice: '0x0' })).toMatchObject({ effectiveGasPrice: 0n });
  await client.setBlockGasLimit({ gasLimit: 100_000n });
  expect(
    await call(url, 'eth_sendTransaction', { from: accounts[0]!.address, to, gas: '0x30000' }),
  ).toMatchObject({
    error: { code: -32000, message: 'gas limit 196608 exceeds the block gas limit 100000' },
  });
  await client.mine({ blocks: 1 });
  await client.setBlockGasLimit({ gasLimit: 10_000_000n });
  expect(await receiptOf({ gas: '0x30000' })).toMatchObject({ status: 'success' });
});

test.each(['hardhat_reset', 'anvil_reset'])(
  '%s begins anew: nothing that was set stays set',
  async (reset) => {
    const { url } = await development();
    const result = async <T = unknown>(method: string, ...params: unknown[]) => {
      const answer = await call(url, method, ...params);
      expect(answer, method).not.toHaveProperty('error');
      return answer.result as T;
    };
    const ofTheNextBlock = async () => {
      await result('evm_mine');
      const block = await result<Record<string, Hex>>('eth_getBlockByNumber', 'latest', false);
      return [block['miner'], block['baseFeePerGas'], block['gasLimit'], block['mixHash']];
    };
    const before = await ofTheNextBlock();
    await result('hardhat_setCoinbase', stranger);
    await result('hardhat_setNextBlockBaseFeePerGas', '0x77');
    await result('hardhat_setPrevRandao', `0x${'12'.repeat(32)}`);
    await result('evm_setBlockGasLimit', 20_000_000);
    await result('hardhat_impersonateAccount', stranger);
    await result('anvil_autoImpersonateAccount', true);
    await result('evm_setAutomine', false);
    await result('evm_setIntervalMining', 3_600_000);
    await result('eth_sendTransaction', { from: accounts[0]!.address, to });
    await result(reset);
    expect(await result('hardhat_getAutomine')).toBe(true);
    expect(await result('txpool_status')).toEqual({ pending: '0x0', queued: '0x0' });
    for (const from of [stranger, `0x${'bb'.repeat(20)}`])
      expect(await call(url, 'eth_sendTransaction', { from, to })).toMatchObject({
        error: { message: expect.stringContaining('unknown account') },
      });
    expect(await ofTheNextBlock()).toEqual(before);
    const hash = await result('eth_sendTransaction', { from: accounts[0]!.address, to });
    expect(await result('eth_getTransactionReceipt', hash)).toMatchObject({ blockNumber: '0x2' });
  },
);
