import { encodeFunctionData, getContractAddress, type Hex } from 'viem';
import { expect, test } from 'vitest';
import { accounts, call, walletClient } from '../support/clients.ts';
import { compileCounter } from '../support/contracts.ts';
import { temporaryNode } from '../support/temporary.ts';

const { abi, bytecode } = compileCounter();
const zero = `0x${'0'.repeat(64)}`;

async function traced() {
  const { url } = await temporaryNode({ dev: true });
  const wallet = walletClient(url);
  const deploy = async () =>
    (await wallet.getTransactionReceipt({ hash: await wallet.deployContract({ abi, bytecode, args: [5n] }) }))
      .contractAddress!;
  const [outer, inner] = [await deploy(), await deploy()];
  const data = encodeFunctionData({ abi, functionName: 'add', args: [7n] });
  const forward = async (inside: Hex, gas?: bigint) =>
    wallet.writeContract({
      address: outer,
      abi,
      functionName: 'forward',
      args: [inner, inside],
      ...(gas && { gas }),
    });
  const trace = async (hash: Hex, options = {}) =>
    (await call(url, 'debug_traceTransaction', hash, options)).result as never;
  return { url, wallet, outer, inner, data, forward, trace };
}

test('D15: callTracer shows the tree of calls with gas, output and logs', async () => {
  const { wallet, outer, inner, data, forward, trace } = await traced();
  const hash = await forward(data);
  const receipt = await wallet.getTransactionReceipt({ hash });
  expect(await trace(hash, { tracer: 'callTracer', tracerConfig: { withLog: true } })).toMatchObject({
    type: 'CALL',
    from: accounts[0]!.address.toLowerCase(),
    to: outer.toLowerCase(),
    gasUsed: `0x${receipt.gasUsed.toString(16)}`,
    calls: [
      {
        type: 'CALL',
        from: outer.toLowerCase(),
        to: inner.toLowerCase(),
        input: data,
        output: `0x${(12).toString(16).padStart(64, '0')}`,
        logs: [
          {
            address: inner.toLowerCase(),
            topics: [expect.any(String), expect.any(String), expect.any(String)],
          },
        ],
      },
    ],
  });
  expect(await trace(hash, { tracer: 'callTracer', tracerConfig: { onlyTopCall: true } })).not.toHaveProperty(
    'calls',
  );
});

test('callTracer gives the reason of a revert, and creations', async () => {
  const { wallet, forward, trace } = await traced();
  const unlucky = encodeFunctionData({ abi, functionName: 'add', args: [13n] });
  expect(await trace(await forward(unlucky, 200_000n), { tracer: 'callTracer' })).toMatchObject({
    error: 'execution reverted',
    revertReason: 'inner call failed',
    calls: [{ error: 'execution reverted', revertReason: 'unlucky' }],
  });
  const hash = await wallet.deployContract({ abi, bytecode, args: [1n] });
  const { contractAddress } = await wallet.getTransactionReceipt({ hash });
  expect(await trace(hash, { tracer: 'callTracer' })).toMatchObject({ type: 'CREATE', to: contractAddress });
});

test('D15: prestateTracer shows what was there before, and the difference', async () => {
  const { inner, data, forward, trace } = await traced();
  await forward(data);
  const hash = await forward(data);
  const name = inner.toLowerCase();
  expect(await trace(hash, { tracer: 'prestateTracer' })).toMatchObject({
    [name]: { storage: { [zero]: `0x${(12).toString(16).padStart(64, '0')}` } },
  });
  const { pre, post } = (await trace(hash, {
    tracer: 'prestateTracer',
    tracerConfig: { diffMode: true },
  })) as { pre: Record<string, unknown>; post: Record<string, unknown> };
  expect(post[name]).toMatchObject({ storage: { [zero]: `0x${(19).toString(16).padStart(64, '0')}` } });
  expect(pre[accounts[0]!.address.toLowerCase()]).toMatchObject({ nonce: 3 });
  expect(post[accounts[0]!.address.toLowerCase()]).toMatchObject({ nonce: 4 });
});

test('D15: the default tracer lists instructions whose gas adds up to the receipt', async () => {
  const { wallet, inner, trace } = await traced();
  const hash = await wallet.writeContract({ address: inner, abi, functionName: 'add', args: [1n] });
  const receipt = await wallet.getTransactionReceipt({ hash });
  const { gas, failed, structLogs } = (await trace(hash)) as {
    gas: number;
    failed: boolean;
    structLogs: { op: string; gas: number; gasCost: number; depth: number; storage?: object }[];
  };
  expect(gas).toBe(Number(receipt.gasUsed));
  expect(failed).toBe(false);
  for (const [index, step] of structLogs.entries()) {
    const next = structLogs[index + 1];
    if (next) expect(step.gas - step.gasCost).toBe(next.gas);
  }
  expect(structLogs.find(({ op }) => op === 'SSTORE')?.storage).toEqual({
    [zero]: `0x${(6).toString(16).padStart(64, '0')}`,
  });
  expect(structLogs.at(-1)?.op).toBe('RETURN');
});

test('a block is traced whole, a call is traced without a trace left', async () => {
  const { url, wallet, inner, data, forward } = await traced();
  const hash = await forward(data);
  const { blockHash } = await wallet.getTransactionReceipt({ hash });
  expect(await call(url, 'debug_traceBlockByHash', blockHash, { tracer: 'callTracer' })).toMatchObject({
    result: [{ txHash: hash, result: { type: 'CALL' } }],
  });
  expect(
    await call(url, 'debug_traceCall', { to: inner, data }, 'latest', { tracer: 'callTracer' }),
  ).toMatchObject({ result: { type: 'CALL', output: `0x${(19).toString(16).padStart(64, '0')}` } });
  expect(await wallet.readContract({ address: inner, abi, functionName: 'total' })).toBe(12n);
  expect(await call(url, 'debug_traceBlockByNumber', '0x0')).toMatchObject({
    error: { message: 'genesis is not traceable' },
  });
});

test('without the debug flag there is no debug namespace, and long traces are refused', async () => {
  const { url } = await temporaryNode();
  expect(await call(url, 'debug_getRawHeader', 'latest')).toMatchObject({ error: { code: -32601 } });
  const bounded = await temporaryNode({ debug: true, limits: { maxTraceSteps: 3 } });
  const request = { data: '0x60006000600060006000', gas: '0x30000' };
  expect(await call(bounded.url, 'debug_traceCall', request, 'latest', {})).toMatchObject({
    error: { code: -32005, message: expect.stringContaining('maxTraceSteps = 3') },
  });
});

test('an access list holds what a call touches', async () => {
  const { url, inner, data } = await traced();
  const { result } = await call(url, 'eth_createAccessList', { from: accounts[0]!.address, to: inner, data });
  const { accessList } = result as { accessList: { address: string; storageKeys: string[] }[] };
  expect(accessList).toHaveLength(1);
  expect(accessList[0]).toMatchObject({ address: inner.toLowerCase() });
  expect(accessList[0]!.storageKeys).toContain(zero);
});

test('raw blocks and receipts have the roots that the header names', async () => {
  const { url } = await traced();
  const header = await call(url, 'debug_getRawHeader', '0x1');
  const block = await call(url, 'debug_getRawBlock', '0x1');
  expect(String(block.result)).toContain(String(header.result).slice(2));
  expect((await call(url, 'debug_getRawReceipts', '0x1')).result).toEqual([expect.stringMatching(/^0x02f9/)]);
});

test('D15: trace_* show the same calls one after another, with their places; a filter finds them', async () => {
  const { url, outer, inner, data, forward } = await traced();
  const hash = await forward(data);
  const result = async (method: string, ...params: unknown[]) =>
    (await call(url, method, ...params)).result as never;
  const expected = [
    {
      type: 'call',
      action: { callType: 'call', from: accounts[0]!.address.toLowerCase(), to: outer.toLowerCase() },
      subtraces: 1,
      traceAddress: [],
      transactionHash: hash,
      transactionPosition: 0,
      blockNumber: 3,
    },
    {
      type: 'call',
      action: { from: outer.toLowerCase(), to: inner.toLowerCase(), input: data, value: '0x0' },
      result: { output: `0x${(12).toString(16).padStart(64, '0')}` },
      subtraces: 0,
      traceAddress: [0],
    },
  ];
  expect(await result('trace_transaction', hash)).toMatchObject(expected);
  expect(await result('trace_block', '0x3')).toMatchObject(expected);
  expect(await result('trace_block', '0x0')).toEqual([]);
  expect(await result('trace_block', '0x1')).toMatchObject([
    { type: 'create', result: { address: outer.toLowerCase() }, action: { creationMethod: 'create' } },
  ]);
  const filter = { fromBlock: '0x0', toAddress: [inner] };
  expect(await result('trace_filter', filter)).toMatchObject([
    { type: 'create', blockNumber: 2 },
    { type: 'call', blockNumber: 3, traceAddress: [0] },
  ]);
  expect(await result('trace_filter', { ...filter, after: 1, count: 1 })).toMatchObject([{ blockNumber: 3 }]);
  expect(await result('trace_filter', { ...filter, fromAddress: [outer] })).toHaveLength(1);
  for (const range of [
    { fromBlock: '0x3', toBlock: '0x1' },
    { fromBlock: '0x0', toBlock: '0x4' },
  ])
    expect(await call(url, 'trace_filter', range)).toMatchObject({ error: { code: -32602 } });
  expect(await call(url, 'trace_filter', { toAdress: [inner] })).toMatchObject({
    error: { code: -32602, message: expect.stringContaining('toAdress') },
  });
  expect(await result('trace_call', { to: inner, data }, ['trace'], 'latest')).toMatchObject({
    output: `0x${(19).toString(16).padStart(64, '0')}`,
    trace: [{ type: 'call', traceAddress: [] }],
  });
  const tooMuch = encodeFunctionData({ abi, functionName: 'add', args: [101n] });
  expect(await result('trace_call', { to: inner, data: tooMuch }, ['trace'], 'latest')).toMatchObject({
    trace: [{ error: 'Reverted' }],
  });
  expect(await call(url, 'trace_call', { to: inner, data }, ['vmTrace'], 'latest')).toMatchObject({
    error: { code: -32602, message: expect.stringContaining('expected "trace"') },
  });
});

test('D15: what a transaction changed, account by account, as Parity shows it', async () => {
  const { url, wallet, outer, inner, data, forward, trace } = await traced();
  const replay = async (hash: Hex, ...kinds: string[]) =>
    (await call(url, 'trace_replayTransaction', hash, kinds)).result as {
      output: Hex;
      trace: unknown;
      stateDiff: Record<Hex, { balance: unknown; storage: Record<Hex, unknown> }>;
    };
  const word = (value: number) => `0x${value.toString(16).padStart(64, '0')}`;
  const hash = await forward(data);
  const { trace: steps, stateDiff, output } = await replay(hash, 'stateDiff', 'trace');
  expect(steps).toHaveLength(2);
  const { gasUsed, effectiveGasPrice } = await wallet.getTransactionReceipt({ hash });
  const sender = stateDiff[accounts[0]!.address.toLowerCase() as Hex]!;
  expect(sender).toMatchObject({ nonce: { '*': { from: '0x2', to: '0x3' } }, code: '=', storage: {} });
  const { from, to } = (sender.balance as { '*': { from: Hex; to: Hex } })['*'];
  expect(BigInt(from) - BigInt(to)).toBe(gasUsed * effectiveGasPrice);
  expect(stateDiff[inner.toLowerCase() as Hex]).toMatchObject({
    ...{ balance: '=', nonce: '=', code: '=' },
    storage: { [word(0)]: { '*': { from: word(5), to: word(12) } } },
  });
  expect(stateDiff).not.toHaveProperty(outer.toLowerCase());
  expect(await replay(hash, 'stateDiff')).toEqual({ output, trace: null, stateDiff, vmTrace: null });
  expect(await replay(hash)).toEqual({ output, trace: null, stateDiff: null, vmTrace: null });

  // What is new has no before, and slots that it leaves empty are no change.
  const block = (await call(url, 'eth_getBlockByNumber', '0x2', false)).result as { transactions: Hex[] };
  const created = await replay(block.transactions[0]!, 'stateDiff');
  const code = (await call(url, 'eth_getCode', inner, 'latest')).result;
  expect(created.stateDiff[inner.toLowerCase() as Hex]).toEqual({
    balance: { '+': '0x0' },
    nonce: { '+': '0x1' },
    code: { '+': code },
    storage: { [word(0)]: { '+': word(5) } },
  });

  expect(await call(url, 'trace_replayTransaction', word(1), ['stateDiff'])).toMatchObject({
    error: { code: -32000, message: 'transaction not found' },
  });
  expect(await call(url, 'trace_replayTransaction', hash, ['vmTrace'])).toMatchObject({
    error: { code: -32602, message: expect.stringContaining('expected "trace" or "stateDiff"') },
  });
  // What geth's tracer says of the same.
  expect(await trace(hash, { tracer: 'prestateTracer', tracerConfig: { diffMode: true } })).toMatchObject({
    post: { [inner.toLowerCase()]: { storage: { [word(0)]: word(12) } } },
  });
});

test('D15: an account that is gone has no after', async () => {
  const { url, wallet } = await traced();
  const from = accounts[0]!.address;
  const nonce = BigInt(await wallet.getTransactionCount({ address: from }));
  // It has 5 wei before its code runs, which gives them away: what is made and ended at once is deleted (EIP-6780).
  const passing = getContractAddress({ from, nonce: nonce + 1n });
  await wallet.sendTransaction({ to: passing, value: 5n });
  const hash = await wallet.sendTransaction({ data: '0x60eeff', value: 2n });
  const { result } = await call(url, 'trace_replayTransaction', hash, ['stateDiff']);
  const { stateDiff } = result as { stateDiff: Record<string, unknown> };
  expect(stateDiff[passing.toLowerCase()]).toEqual({
    balance: { '-': '0x5' },
    nonce: { '-': '0x0' },
    code: { '-': '0x' },
    storage: {},
  });
  expect(stateDiff[`0x${'ee'.padStart(40, '0')}`]).toMatchObject({ balance: { '+': '0x7' } });

  // One that never was, before or after, is no change.
  const again = await wallet.sendTransaction({ data: '0x60eeff', value: 1n });
  const { contractAddress } = await wallet.getTransactionReceipt({ hash: again });
  const other = (await call(url, 'trace_replayTransaction', again, ['stateDiff'])).result;
  expect(contractAddress).toMatch(/^0x/);
  expect(Object(other).stateDiff).not.toHaveProperty(contractAddress!.toLowerCase());
});

test('D15: selectors are counted, several tracers watch at once, a config for nothing is refused', async () => {
  const { url, data, forward, trace } = await traced();
  const hash = await forward(data);
  const selector = data.slice(0, 10);
  const counted = { [`${selector}-32`]: 1 };
  expect(await trace(hash, { tracer: '4byteTracer' })).toMatchObject(counted);
  const tracerConfig = {
    callTracer: { onlyTopCall: true },
    '4byteTracer': {},
    prestateTracer: { diffMode: true },
  };
  expect(await trace(hash, { tracer: 'muxTracer', tracerConfig })).toMatchObject({
    callTracer: { type: 'CALL' },
    '4byteTracer': counted,
    prestateTracer: { pre: {}, post: {} },
  });
  const refused = async (options: object) => (await call(url, 'debug_traceTransaction', hash, options)).error;
  expect(await refused({ tracer: 'muxTracer' })).toMatchObject({ code: -32602 });
  expect(await refused({ tracer: 'callTracer', tracerConfig: { withLogs: true } })).toMatchObject({
    code: -32602,
    message: expect.stringContaining('withLogs'),
  });
});

test.each([
  ['of nothing', '0x'],
  ['with code', '0x5f5ffd00'],
  // CREATE of nothing, then a call with the selector 0 of the account that calls.
  ['with a creation and a call inside', '0x5f5f5ff05f5f60045f5f335af1'],
])('every tracer follows a creation %s', async (_name, data) => {
  const { url, trace } = await traced();
  const request = { from: accounts[0]!.address, data, gas: '0x186a0' };
  const hash = (await call(url, 'eth_sendTransaction', request)).result as Hex;
  const counted = data.endsWith('f1') ? { '0x00000000-0': 1 } : {};
  expect(await trace(hash, { tracer: '4byteTracer' })).toEqual(counted);
  const tracers = ['callTracer', 'flatCallTracer', 'prestateTracer', 'predictTracer', '4byteTracer'];
  const tracerConfig = Object.fromEntries(tracers.map((tracer) => [tracer, {}]));
  for (const options of [{}, ...tracers.map((tracer) => ({ tracer })), { tracer: 'muxTracer', tracerConfig }])
    for (const [method, of, ...at] of [
      ['debug_traceTransaction', hash],
      ['debug_traceCall', request, 'latest'],
      ['debug_traceBlockByNumber', 'latest'],
    ] as const)
      expect(await call(url, method, of, ...at, options), method).toHaveProperty('result');
});

test('D15: a creation that fails is nowhere, and what a contract leaves to its heir is shown', async () => {
  const { url, wallet, trace } = await traced();
  // Init code that reverts with nothing.
  const failing = { from: accounts[0]!.address, data: '0x5f5ffd', gas: '0x186a0' };
  const hash = (await call(url, 'eth_sendTransaction', failing)).result as Hex;
  const frame = (await trace(hash, { tracer: 'callTracer' })) as object;
  expect(frame).toMatchObject({ type: 'CREATE', error: 'execution reverted' });
  expect(frame).not.toHaveProperty('to');
  expect((await call(url, 'trace_transaction', hash)).result).toMatchObject([
    { type: 'create', error: 'Reverted' },
  ]);
  // Init code that gives 7 wei to address 0xee.
  const leaving = await wallet.sendTransaction({ data: '0x60eeff', value: 7n });
  expect(await trace(leaving, { tracer: 'callTracer' })).toMatchObject({
    calls: [{ type: 'SELFDESTRUCT', to: `0x${'ee'.padStart(40, '0')}`, value: '0x7' }],
  });
  expect((await call(url, 'trace_transaction', leaving)).result).toMatchObject([
    { type: 'create', subtraces: 1 },
    {
      type: 'suicide',
      action: { balance: '0x7', refundAddress: `0x${'ee'.padStart(40, '0')}` },
      result: null,
    },
  ]);
});

test('D15: slots of a contract as they were before a transaction, some at a time', async () => {
  const { url, wallet, inner } = await traced();
  const add = (by: bigint) => wallet.writeContract({ address: inner, abi, functionName: 'add', args: [by] });
  await add(1n);
  const { blockHash } = await wallet.getTransactionReceipt({ hash: await add(2n) });
  const range = async (index: number, start: Hex, limit: number) =>
    (await call(url, 'debug_storageRangeAt', blockHash, index, inner, start, limit)).result as {
      storage: Record<Hex, { value: Hex }>;
      nextKey: Hex | null;
    };
  const values = ({ storage }: Awaited<ReturnType<typeof range>>) =>
    Object.values(storage).map(({ value }) => Number(value));
  expect(values(await range(0, '0x', 10)).sort()).toEqual([1, 6]);
  expect(values(await range(1, '0x', 10)).sort()).toEqual([3, 8]);
  const first = await range(1, '0x', 1);
  expect(first.nextKey).not.toBeNull();
  const second = await range(1, first.nextKey!, 1);
  expect([...values(first), ...values(second)].sort()).toEqual([3, 8]);
  expect(second.nextKey).toBeNull();
  for (const [block, account] of [
    [blockHash, `0x${'99'.repeat(20)}`],
    ['0x0', inner],
  ])
    expect(await call(url, 'debug_storageRangeAt', block, 0, account, '0x', 1)).toMatchObject({
      error: { code: -32000 },
    });
});

test('D15: what the last call inside gave back is shown with each step, if it is asked for', async () => {
  const { data, forward, trace } = await traced();
  const hash = await forward(data);
  const returned = async (options: object) =>
    (
      (await trace(hash, options)) as { structLogs: { depth: number; returnData?: Hex }[] }
    ).structLogs.flatMap(({ depth, returnData }) => (returnData ? [[depth, returnData]] : []));
  expect(await returned({})).toEqual([]);
  const shown = await returned({ enableReturnData: true });
  expect(new Set(shown.map(String))).toEqual(new Set([`1,0x${(12).toString(16).padStart(64, '0')}`]));
});

test('D15: a search for steps that finds too many says so, unless fewer are asked for', async () => {
  const { url } = await temporaryNode({ dev: true, limits: { maxLogs: 3 } });
  const wallet = walletClient(url);
  for (let count = 0; count < 5; count++)
    await wallet.sendTransaction({ to: accounts[1]!.address, value: 1n });
  const search = (filter: object) => call(url, 'trace_filter', { fromBlock: '0x0', ...filter });
  expect(await search({})).toMatchObject({
    error: { code: -32005, message: expect.stringContaining('maxLogs') },
  });
  expect(await search({ count: 5 })).toMatchObject({ error: { code: -32005 } });
  expect((await search({ count: 3 })).result).toHaveLength(3);
  expect((await search({ after: 3 })).result).toHaveLength(2);
  expect((await search({ after: 9 })).result).toHaveLength(0);
});
