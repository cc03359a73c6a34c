import { expect, test } from 'vitest';
import type { NodeOptions } from '../../src/index.ts';
import { accounts, call, rpc } from '../support/clients.ts';
import { temporaryFolder, temporaryNode } from '../support/temporary.ts';

const contract = '0x00000000000000000000000000000000000000aa';
/** Code that jumps in a circle until its gas is used up. */
const circle = { [contract]: { code: '0x5b600056' } };
/** The same, with a megabyte of memory. */
const wide = { [contract]: { code: '0x6001620f4240525b600756' } };
const word = (value: number) => `0x${value.toString(16).padStart(64, '0')}`;

const stores: [string, () => Promise<NodeOptions>][] = [
  ['memory', async () => ({})],
  ['lmdb', async () => ({ dataDir: await temporaryFolder() })],
  ['classic-level', async () => ({ dataDir: await temporaryFolder(), database: 'classic-level' })],
];

test.each(stores)(
  '%s: a read sees what was committed before it was asked, edits and ways back included',
  async (_name, options) => {
    const { url } = await temporaryNode({ dev: true, ...(await options()) });
    const loads = { [contract]: { code: '0x5f545f5260205ff3' } };
    const seen = async () => (await call(url, 'eth_call', { to: contract }, 'latest', loads)).result;
    expect(await seen()).toBe(word(0));
    const id = (await call(url, 'evm_snapshot')).result;
    for (let value = 1; value <= 5; value++) {
      await call(url, 'hardhat_setStorageAt', contract, '0x0', word(value));
      expect(await seen()).toBe(word(value));
    }
    await call(url, 'evm_revert', id);
    expect(await seen()).toBe(word(0));
    // Blocks of the same numbers, with other states.
    await call(url, 'hardhat_setStorageAt', contract, '0x0', word(77));
    expect(await seen()).toBe(word(77));
    const [from, to] = [accounts[0]!.address, accounts[1]!.address];
    const hash = (await call(url, 'eth_sendTransaction', { from, to, value: '0x1' })).result;
    const block = (await call(url, 'eth_getBlockByNumber', 'latest', true)).result;
    expect(block).toMatchObject({ number: '0x2', transactions: [{ hash }] });
  },
);

test.each(stores)(
  '%s: a read that takes too long is ended and says by which bound; the next one is served',
  async (_name, options) => {
    const limits = { maxReadMilliseconds: 1_000, maxCallGas: 1_000_000_000 };
    const { url } = await temporaryNode({ debug: true, limits, ...(await options()) });
    // Millions of steps with an ear on each.
    const long = { tracer: 'callTracer', stateOverrides: circle };
    expect(await call(url, 'debug_traceCall', { to: contract }, 'latest', long)).toMatchObject({
      error: { code: -32005, message: expect.stringContaining('maxReadMilliseconds = 1000') },
    });
    expect(await call(url, 'eth_call', { to: contract })).toMatchObject({ result: '0x' });
  },
);

test('while reads run as long as they like, everything else is answered and blocks are made', async () => {
  const { url } = await temporaryNode({ dev: true, limits: { maxReadMilliseconds: 60_000 }, readThreads: 1 });
  const request = { jsonrpc: '2.0', id: 1, method: 'eth_call', params: [{ to: contract }, 'latest', circle] };
  let answered = false;
  const batch = rpc(url, Array(6).fill(request)).then((answers) => {
    answered = true;
    return answers;
  });
  for (let number = 1; number <= 5; number++) {
    await call(url, 'evm_mine');
    expect((await call(url, 'eth_blockNumber')).result).toBe(`0x${number}`);
  }
  expect(answered).toBe(false);
  expect(await batch).toHaveLength(6);
});

test('a trace that would take gigabytes is ended by maxReadBytes, and the node lives on', async () => {
  const { url } = await temporaryNode({
    debug: true,
    limits: { maxReadBytes: 4 * 2 ** 20, maxReadMilliseconds: 60_000 },
  });
  const traced = call(url, 'debug_traceCall', { to: contract }, 'latest', {
    enableMemory: true,
    stateOverrides: wide,
  });
  expect(await traced).toMatchObject({
    error: { code: -32005, message: expect.stringContaining('maxReadBytes = 4194304') },
  });
  for (const tracer of ['callTracer', 'prestateTracer']) {
    const small = call(url, 'debug_traceCall', { to: contract, gas: '0x5300' }, 'latest', { tracer });
    expect(await small).toHaveProperty('result');
  }
  expect(await call(url, 'eth_blockNumber')).toMatchObject({ result: '0x0' });
});

test('more reads than may wait are refused with the bound; those that wait are served', async () => {
  const limits = { maxQueuedReads: 2, maxReadMilliseconds: 60_000 };
  const { url } = await temporaryNode({ limits, readThreads: 1 });
  const asked = Array.from({ length: 8 }, () => call(url, 'eth_call', { to: contract }, 'latest', circle));
  const answers = await Promise.all(asked);
  const refused = answers.filter(({ error }) => error?.code === -32005);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.error?.message).toContain('maxQueuedReads = 2');
  expect(answers.filter(({ error }) => error?.message === 'out of gas').length).toBe(8 - refused.length);
});

test('a node that stops ends reads that run and reads that wait', async () => {
  const node = await temporaryNode({
    metrics: true,
    readThreads: 1,
    limits: { maxReadMilliseconds: 60_000 },
  });
  const batch = Array(3).fill({
    jsonrpc: '2.0',
    id: 1,
    method: 'eth_call',
    params: [{ to: contract }, 'latest', circle],
  });
  const answers = rpc(node.url, batch);
  const atWork = 'evm_ml_reads_in_work_number{state="running"} 1';
  while (!(await (await fetch(`${node.url}/metrics`)).text()).includes(atWork));
  await node.close();
  expect(await answers).toEqual(
    Array(3).fill(expect.objectContaining({ error: { code: -32005, message: 'the node is stopping' } })),
  );
});

test('an answer that is handed over as bytes is the same as in the thread of the node', async () => {
  const { url } = await temporaryNode({ debug: true });
  const returns = { [contract]: { code: '0x62020000' + '5ff3' } };
  const { result } = await call(url, 'eth_call', { to: contract }, 'latest', returns);
  expect(result).toBe(`0x${'00'.repeat(0x20000)}`);
  const twice = await rpc(
    url,
    [1, 2].map((id) => ({
      jsonrpc: '2.0',
      id,
      method: 'eth_call',
      params: [{ to: contract }, 'latest', returns],
    })),
  );
  expect(twice).toEqual([1, 2].map((id) => ({ jsonrpc: '2.0', id, result })));
});

test('clients that leave while their reads run take nothing with them', async () => {
  const limits = { maxBytesInWork: 150_000, maxReadMilliseconds: 60_000 };
  const { url } = await temporaryNode({ metrics: true, readThreads: 1, limits });
  const returns = { [contract]: { code: '0x615000' + '5ff3' } };
  const asked = [circle, returns].map((state, id) => ({
    jsonrpc: '2.0',
    id,
    method: 'eth_call',
    params: [{ to: contract }, 'latest', state],
  }));
  const inWork = async (state: string, count: number) =>
    (await (await fetch(`${url}/metrics`)).text()).includes(`{state="${state}"} ${count}\n`);
  for (let again = 0; again < 5; again++) {
    const client = new AbortController();
    const headers = { 'content-type': 'application/json' };
    const { signal } = client;
    const left = fetch(url, { method: 'POST', headers, body: JSON.stringify(asked), signal });
    while (!(await inWork('running', 1)));
    client.abort();
    await expect(left).rejects.toThrow('aborted');
    while (!((await inWork('running', 0)) && (await inWork('waiting', 0))));
  }
  expect(await rpc(url, asked[1])).toMatchObject({ result: `0x${'00'.repeat(0x5000)}` });
});
