import { createTx } from '@ethereumjs/tx';
import { bytesToHex, hexToBytes } from '@ethereumjs/util';
import { PREDICT_ADDRESS } from '@evm-ml/evm';
import { type Hex, parseGwei, toHex } from 'viem';
import { expect, test } from 'vitest';
import { memoryChain } from '../support/chain.ts';
import { accounts, call, rpc, testClient, walletClient } from '../support/clients.ts';
import { temporaryNode } from '../support/temporary.ts';

const [from, to] = [accounts[0]!.address, accounts[1]!.address];
const accessList = [{ address: to, storageKeys: [] }];
const authorization = { chainId: '0x0', address: to, nonce: '0x0', yParity: '0x0', r: '0x1', s: '0x1' };
const authorizationList = [authorization];
const node = async () => (await temporaryNode({ dev: true })).url;

test.each([
  ['a blob fee', { maxFeePerBlobGas: '0x1' }, 'this chain has no blobs'],
  ['blobs', { blobVersionedHashes: [`0x01${'00'.repeat(31)}`] }, 'this chain has no blobs'],
  ['another chain', { chainId: '0x1' }, "chainId 1 is not this chain's: 19788"],
  ['another network', { networkId: '0x1' }, "networkId 1 is not this chain's: 19788"],
  ['a type that is none', { type: '0x7f' }, 'transactions of type 127 are not supported'],
  ['blobs by type', { type: '0x3' }, 'transactions of type 3 are not supported'],
  ['gas of 65 bits', { gas: `0x1${'0'.repeat(16)}` }, 'at most 64 bits'],
  ['a nonce of 65 bits', { nonce: `0x1${'0'.repeat(16)}` }, 'at most 64 bits'],
  ['a field that is none', { gasLimit: '0x5208' }, 'gasLimit'],
  ['a price for type 2', { gasPrice: '0x1', type: '0x2' }, 'a transaction of type 2 has no gasPrice'],
  ['a fee for type 0', { maxFeePerGas: '0x1', type: '0x0' }, 'a transaction of type 0 has no maxFeePerGas'],
  [
    'a tip for type 1',
    { maxPriorityFeePerGas: '0x1', type: '0x1' },
    'a transaction of type 1 has no maxPriorityFeePerGas',
  ],
  ['a list for type 0', { accessList, type: '0x0' }, 'a transaction of type 0 has no accessList'],
  [
    'authorizations for type 2',
    { authorizationList, type: '0x2' },
    'a transaction of type 2 has no authorizationList',
  ],
  [
    'authorizations for a price',
    { authorizationList, gasPrice: '0x1' },
    'a transaction with gasPrice has no authorizationList',
  ],
  ['authorizations for nobody', { authorizationList, to: null, data: '0x00' }, 'needs a recipient'],
  [
    'a parity of 9 bits',
    { authorizationList: [{ ...authorization, yParity: '0x100' }] },
    'expected a number of at most 8 bits',
  ],
  ['two kinds of data', { data: '0x00', input: '0x01', gas: '0xffff' }, 'both "data" and "input"'],
  ['half an address', { accessList: [{ address: '0x11', storageKeys: [] }] }, 'expected an address'],
] as const)(
  '%s in a request is refused by name, in calls and in what is sent',
  async (_name, field, message) => {
    const url = await node();
    const request = { from, to, value: '0x1', ...field };
    const refusal = { error: { code: -32602, message: expect.stringContaining(message) } };
    for (const method of ['eth_call', 'eth_estimateGas', 'eth_createAccessList', 'eth_sendTransaction'])
      expect(await call(url, method, request), method).toMatchObject(refusal);
    expect(await call(url, 'eth_simulateV1', { blockStateCalls: [{ calls: [request] }] })).toMatchObject(
      refusal,
    );
  },
);

test('what fees and lists leave out goes by what they say', async () => {
  const url = await node();
  const latest = (await call(url, 'eth_getBlockByNumber', 'latest', false)).result as { baseFeePerGas: Hex };
  const code = { [to]: { code: '0x3a5f5260205ff3' } };
  const tip = { from, to, maxPriorityFeePerGas: '0x5' };
  // GASPRICE: the base fee and the tip.
  const expected = toHex(BigInt(latest.baseFeePerGas) + 5n, { size: 32 });
  expect(await call(url, 'eth_call', tip, 'latest', code)).toMatchObject({ result: expected });
  const simulate = async (request: object) =>
    call(url, 'eth_simulateV1', {
      blockStateCalls: [{ calls: [request] }],
      returnFullTransactions: true,
    });
  expect(await simulate(tip)).toMatchObject({ result: [{ transactions: [{ type: '0x2' }] }] });
  expect(await simulate({ from, to, authorizationList })).toMatchObject({
    result: [{ transactions: [{ type: '0x4', authorizationList: [{ address: to.toLowerCase() }] }] }],
  });
  // More than anybody could pay.
  expect(await simulate({ from, to, maxFeePerGas: `0x${'f'.repeat(64)}` })).toMatchObject({
    error: { code: -38014 },
  });
  // Of no valid signature: skipped, as in a transaction.
  const skipped = { from, to, authorizationList: [{ ...authorization, yParity: '0xff' }] };
  expect(await call(url, 'eth_call', skipped)).toMatchObject({ result: '0x' });
});

test('a field that only looks like one of a filter, of an option or of a block is refused by name', async () => {
  const url = await node();
  for (const [method, ...params] of [
    ['eth_getLogs', { adress: to }],
    ['eth_newFilter', { topic: [] }],
    ['debug_traceCall', { to }, 'latest', { traser: 'callTracer' }],
    ['eth_simulateV1', { blockStateCalls: [], valdation: true }],
    ['eth_getBalance', to, { blockNumber: '0x0', canonical: true }],
    ['evm_mine', { block: 2 }],
  ] as const)
    expect(await call(url, method, ...params), method).toMatchObject({ error: { code: -32602 } });
});

test('an id comes back as it was, or is refused', async () => {
  const url = await node();
  const ask = (id: string) => rpc(url, `{"jsonrpc":"2.0","id":${id},"method":"net_version"}`);
  for (const id of ['0', '-1', '9007199254740991', '"a"', 'null', '1.5'])
    expect(await ask(id)).toEqual({ jsonrpc: '2.0', id: JSON.parse(id), result: '19788' });
  for (const id of ['9007199254740993', '-9007199254740993', '1e300'])
    expect(await ask(id)).toEqual({
      jsonrpc: '2.0',
      id: null,
      error: {
        code: -32600,
        message: 'not a JSON-RPC 2.0 request: its id is beyond 2^53 - 1: send it as a string',
      },
    });
  // What is no request, but has an id, is answered under it.
  expect(await rpc(url, { jsonrpc: '2.0', id: 7, method: 5 })).toMatchObject({
    id: 7,
    error: { code: -32600 },
  });
  expect(await rpc(url, { jsonrpc: '1.0', id: 7, method: 'net_version' })).toMatchObject({ id: 7 });
});

test('parameters may be given by name', async () => {
  const url = await node();
  const ask = (method: string, params: object) => rpc(url, { jsonrpc: '2.0', id: 3, method, params });
  expect(await ask('eth_getBalance', { account: to, block: 'latest' })).toMatchObject({
    id: 3,
    result: expect.stringMatching(/^0x/),
  });
  expect(await ask('eth_call', { call: { to } })).toMatchObject({ id: 3, result: '0x' });
  expect(await ask('eth_estimateGas', { call: { from, to } })).toMatchObject({ id: 3, result: '0x5208' });
  expect(await ask('eth_getBalance', { address: to })).toEqual({
    jsonrpc: '2.0',
    id: 3,
    error: { code: -32602, message: 'there is no parameter address: expected account, block' },
  });
  expect(await ask('net_version', {})).toMatchObject({ id: 3, result: '19788' });
});

test('a transaction that is none is refused in words of ours', async () => {
  const url = await node();
  const chain = await memoryChain();
  const send = async (raw: Hex) => (await call(url, 'eth_sendRawTransaction', raw)).error?.message;
  const make = (fields: object, common = chain.common) =>
    createTx({ type: 2, gasLimit: 21_000n, to, ...fields } as never, { common }).sign(
      hexToBytes(accounts[0]!.privateKey),
    );
  const other = chain.common.copy();
  Object.assign(other['_chainParams'], { chainId: 5 });
  expect(await send(bytesToHex(make({ chainId: 5n }, other).serialize()))).toBe(
    'not a valid transaction: the transaction is for chain 5, this is chain 19788',
  );
  expect(await send(bytesToHex(make({ type: 0, gasPrice: 1n }, other).serialize()))).toBe(
    'not a valid transaction: the transaction is for chain 5, this is chain 19788',
  );
  const cases: readonly (readonly [Hex, string])[] = [
    ['0x', 'its bytes are not RLP'],
    ['0x010203', 'its bytes are not RLP'],
    ['0x02c0', 'expected a list of 12 fields'],
    ['0x09c0', 'transactions of type 9 are not supported on this chain'],
    ['0x03c0', 'blob transactions are not supported: this chain has no blobs'],
    ['0xc3010203', 'expected a list of 9 fields'],
  ];
  for (const [raw, message] of cases) expect(await send(raw)).toBe(`not a valid transaction: ${message}`);
  const signed = bytesToHex(make({}).serialize());
  for (let cut = 4; cut < signed.length; cut += 14) {
    const said = await send(`${signed.slice(0, cut)}ff${signed.slice(cut + 2)}` as Hex);
    // Another hash, another sender, or one of our sentences; no library speaks.
    expect(said).not.toMatch(/=>|\{|tx type=|hash=|common|undefined|not a function/);
  }
});

test('EIP-7623: an estimate is the floor of the calldata, to the unit', async () => {
  const url = await node();
  const data = `0x${'11'.repeat(3_000)}`;
  const floor = 21_000 + 10 * 4 * 3_000;
  expect((await call(url, 'eth_estimateGas', { from, to, data })).result).toBe(`0x${floor.toString(16)}`);
  const client = walletClient(url);
  const hash = await client.sendTransaction({ to, data: data as Hex, gas: BigInt(floor) });
  expect(await client.getTransactionReceipt({ hash })).toMatchObject({
    status: 'success',
    gasUsed: BigInt(floor),
  });
  expect(
    await call(url, 'eth_sendTransaction', { from, to, data, gas: `0x${(floor - 1).toString(16)}` }),
  ).toMatchObject({ error: { message: expect.stringContaining('intrinsic gas too low') } });
});

test('eth_createAccessList counts what its own list costs', async () => {
  const url = await node();
  const client = testClient(url);
  const contract = '0x00000000000000000000000000000000000000cc';
  // Reads slots 1 and 2.
  await client.setCode({ address: contract, bytecode: '0x600154600254500000' });
  const { accessList, gasUsed } = (await call(url, 'eth_createAccessList', { from, to: contract }))
    .result as {
    accessList: { address: Hex; storageKeys: Hex[] }[];
    gasUsed: Hex;
  };
  expect(accessList).toMatchObject([
    { address: contract, storageKeys: [/1$/, /2$/].map((end) => expect.stringMatching(end)) },
  ]);
  const hash = await client.sendTransaction({ to: contract, accessList, gas: 100_000n });
  expect((await client.getTransactionReceipt({ hash })).gasUsed).toBe(BigInt(gasUsed));
});

test('eth_feeHistory gives as much as there may be, and nothing for nothing', async () => {
  const { url } = await temporaryNode({ dev: true, limits: { maxFeeHistory: 2 } });
  await testClient(url).mine({ blocks: 5 });
  const history = async (count: string, newest: string) =>
    (await call(url, 'eth_feeHistory', count, newest)).result;
  expect(await history('0x0', 'latest')).toMatchObject({ oldestBlock: '0x0', gasUsedRatio: [] });
  expect(await history('0x400', 'latest')).toMatchObject({ oldestBlock: '0x4', gasUsedRatio: [0, 0] });
  expect(await history('0x400', 'pending')).toMatchObject({ oldestBlock: '0x4' });
});

test('logs of blocks that are not there yet are refused as go-ethereum refuses them', async () => {
  const url = await node();
  const client = testClient(url);
  await client.mine({ blocks: 2 });
  const range = async (fromBlock: string, toBlock: string) =>
    call(url, 'eth_getLogs', { fromBlock, toBlock });
  expect(await range('0x1', '0x3')).toMatchObject({
    error: { code: -32602, message: 'block range extends beyond current head block: requested 3, head 2' },
  });
  for (const [first, last] of [
    ['0x3', 'latest'],
    ['0x2', '0x1'],
    ['0x9', '0x8'],
  ] as const)
    expect(await range(first, last)).toMatchObject({
      error: { code: -32602, message: expect.stringMatching(/^invalid block range params: /) },
    });
  expect(await call(url, 'eth_newFilter', { fromBlock: '0x2', toBlock: '0x1' })).toMatchObject({
    error: { code: -32602 },
  });
  expect(await range('0x2', 'latest')).toMatchObject({ result: [] });
});

test('EIP-7702: an account that delegates to PREDICT has no code when it is called', async () => {
  const url = await node();
  const wallet = walletClient(url, 2);
  const authorization = await wallet.signAuthorization({
    account: wallet.account,
    contractAddress: PREDICT_ADDRESS,
    executor: 'self',
  });
  const hash = await wallet.sendTransaction({
    to: wallet.account.address,
    authorizationList: [authorization],
    gas: 200_000n,
    maxFeePerGas: parseGwei('10'),
  });
  expect(await wallet.getTransactionReceipt({ hash })).toMatchObject({ status: 'success' });
  expect(await wallet.getCode({ address: wallet.account.address })).toBe(
    `0xef0100${PREDICT_ADDRESS.slice(2).toLowerCase()}`,
  );
  // PREDICT itself reverts on calldata that is none.
  const garbage = { to: PREDICT_ADDRESS, data: '0x01020304' };
  expect(await call(url, 'eth_call', garbage)).toMatchObject({ error: { code: 3 } });
  expect(await call(url, 'eth_call', { ...garbage, to: wallet.account.address })).toMatchObject({
    result: '0x',
  });
  // From inside as well: calls the account and gives the size of what came back, and whether it went well.
  const caller = `0x5f5f5f5f5f73${wallet.account.address.slice(2)}5af13d5f5260205260405ff3`;
  expect(await call(url, 'eth_call', { data: caller })).toMatchObject({
    result: `0x${'0'.repeat(64)}${'1'.padStart(64, '0')}`,
  });
});

test('who opens the door with a browser reads what it is', async () => {
  const url = await node();
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
  expect(await answer.text()).toMatch(/^This is a node of evm-ml v\d.*\n.*POST/);
});

test('D6: a node refuses to make more blocks than seconds, unless genesis says how', async () => {
  await expect(temporaryNode({ blockTime: 250 })).rejects.toThrow('set blockTime to 1000 or more');
});

test('an estimate is enough for calls inside, also where their caller does not mind that they fail', async () => {
  const url = await node();
  const client = testClient(url);
  const [inner, outer] = [
    '0x00000000000000000000000000000000000000cc',
    '0x00000000000000000000000000000000000000dd',
  ] as const;
  // Stores four words; called by one that goes on whatever comes of it.
  await client.setCode({ address: inner, bytecode: '0x60015f5560016001556001600255600160035500' });
  await client.setCode({ address: outer, bytecode: '0x5f5f5f5f5f60cc5af100' });
  const hash = await client.sendTransaction({ to: outer });
  expect(await client.getTransactionReceipt({ hash })).toMatchObject({ status: 'success' });
  expect(await client.getStorageAt({ address: inner, slot: '0x3' })).toMatch(/1$/);
});

test('a proof names a slot as it was asked for, and a block may be a plain number', async () => {
  const url = await node();
  const whole = `0x${'3'.padStart(64, '0')}`;
  const { storageProof } = (await call(url, 'eth_getProof', to, ['0x3', whole, '0x03'], 'latest')).result as {
    storageProof: { key: Hex }[];
  };
  expect(storageProof.map(({ key }) => key)).toEqual(['0x3', whole, '0x3']);
  expect(await call(url, 'eth_getBlockByNumber', 0, false)).toMatchObject({ result: { number: '0x0' } });
  expect(await call(url, 'eth_getBalance', to, 0)).toHaveProperty('result');
  for (const wrong of [-1, 1.5, '5'])
    expect(await call(url, 'eth_getBlockByNumber', wrong, false)).toMatchObject({ error: { code: -32602 } });
});
