import { loadModel, programBytesOf } from '@evm-ml/quantized-runtime';
import { bytesToHex, encodeFunctionData } from 'viem';
import { describe, expect, it } from 'vitest';
import { GAS, layoutOf, PREDICT_ADDRESS } from '../src/index.ts';
import { type Chain, createChain, install } from './support/chain.ts';
import { contractAt } from './support/contract.ts';
import { tinyArtefact } from './support/networks.ts';
import { encode, fixed } from './support/predict-calls.ts';
import { compile } from './support/solidity.ts';

const NAME = 'acme.test.sum';
const SUM = tinyArtefact({ inputs: 2, outputs: 2, weights: [1, 3, 2, 4] });
/** Two chunks. */
const LONG = tinyArtefact({ inputs: 2, outputs: 2, weights: [1, 3, 2, 4], padding: 30_000 });
const words = (bytes: number) => Math.ceil(bytes / 32);
const LOAD = BigInt(
  GAS.loadModel +
    words(LONG.length) * GAS.loadWord +
    words(programBytesOf(LONG)) * GAS.loadProgramWord +
    words(loadModel(LONG).planBytes) * GAS.loadPlanWord,
);

/** Gas limits worth trying: all near the edges, every few in between. */
function* limitsUpTo(enough: bigint): Generator<bigint> {
  for (let gas = 0n; gas <= enough + 3n; gas += gas < 20n || gas > enough - 20n ? 1n : 97n) yield gas;
}

describe('every gas limit from 0 to enough', () => {
  it.each([
    ['an answer', encode.predict(NAME, fixed(1, 10))],
    ['an error', encode.predict(NAME, fixed(1))],
    ['a batch', encode.predict(NAME, fixed(1, 10, -2, 20, 3, 30))],
    ['a class', encode.predictClass(NAME, fixed(1, 10))],
    ['raw bytes', encode.predictRaw(NAME, '0x01000a00')],
    ['a version', encode.predict(`${NAME}@1`, fixed(1, 10))],
    ['a model id', encode.predict(layoutOf({ model: SUM }).modelId, fixed(1, 10))],
    ['a description', encode.describe(NAME)],
    ['a price', encode.gasOf(NAME, 7n)],
    ['a refusal of the calldata', '0xdeadbeef'],
  ] as const)('%s: out of gas below what it takes, the same result above', async (_, data) => {
    const chain = await createChain();
    await install(chain, SUM, NAME);
    const full = await chain.call(data);
    for (const gas of limitsUpTo(full.executionGasUsed)) {
      const { executionGasUsed, exceptionError, returnValue } = await chain.call(data, { gas });
      if (gas < full.executionGasUsed) {
        expect(exceptionError?.error).toBe('out of gas');
        expect(executionGasUsed).toBe(gas);
        expect(returnValue).toHaveLength(0);
      } else {
        expect(exceptionError?.error).toBe(full.exceptionError?.error);
        expect(executionGasUsed).toBe(full.executionGasUsed);
        expect(bytesToHex(returnValue)).toBe(bytesToHex(full.returnValue));
      }
    }
  });

  it('from a contract: the caller goes on, and the state is as if PREDICT had not been called', async () => {
    const chain = await createChain();
    await install(chain, SUM, NAME);
    const { abi, bytecode } = compile('Prober');
    const prober = contractAt(chain, await chain.deploy(bytecode), abi);
    const data = encode.predict(NAME, fixed(1, 10));
    const enough = (await chain.call(data)).executionGasUsed;
    for (const gas of [
      0n,
      1n,
      BigInt(GAS.base) - 1n,
      BigInt(GAS.base),
      5_000n,
      enough - 1n,
      enough,
      enough + 1n,
    ]) {
      for (const kind of [0n, 1n, 2n, 3n]) {
        const [ok, answer] = (await prober.send('probe', [kind, gas, data])) as [boolean, string];
        expect(ok).toBe(gas >= enough);
        expect(answer === '0x').toBe(gas < enough);
      }
    }
  });
});

describe('G6: warm and cold (EIP-2929)', () => {
  async function setup(): Promise<Chain> {
    const chain = await createChain();
    await install(chain, LONG, NAME);
    return chain;
  }

  it('the second call in a transaction pays neither for cold accesses nor for loading', async () => {
    const chain = await setup();
    const { abi, bytecode } = compile('Prober');
    const prober = contractAt(chain, await chain.deploy(bytecode), abi);
    const traces: bigint[] = [];
    chain.evm.observer = ({ gas }) => traces.push(gas.resolve, gas.load);
    await prober.send('aroundRevert', [encode.predict(NAME, fixed(1, 10))]);
    const [resolveReverted, loadReverted, resolveFirst, loadFirst, resolveSecond, loadSecond] = traces;
    // what a reverted frame warmed is cold again
    expect([resolveFirst, loadFirst]).toEqual([resolveReverted, loadReverted]);
    expect(resolveFirst).toBe(2_600n + 2_100n);
    expect(loadFirst).toBe(3n * 2_600n + LOAD);
    expect(resolveSecond).toBe(200n);
    expect(loadSecond).toBe(100n);
  });

  it('each transaction starts cold', async () => {
    const chain = await setup();
    const used: bigint[] = [];
    for (let i = 0; i < 3; i++) {
      const sent = await chain.mine({ to: PREDICT_ADDRESS, data: encode.predict(NAME, fixed(1, 10)) });
      used.push(sent.totalGasSpent);
    }
    expect(new Set(used).size).toBe(1);
  });

  it('an access list warms accounts, and can not pretend that a model is loaded', async () => {
    const chain = await setup();
    const { id: modelId, manifestAddress, chunks } = layoutOf({ model: LONG }).model;
    const loads: bigint[] = [];
    chain.evm.observer = ({ gas }) => loads.push(gas.load);
    const accessList = [manifestAddress, ...chunks.map(({ address }) => address)].map((address) => ({
      address,
      storageKeys: [modelId],
    }));
    await chain.mine({ to: PREDICT_ADDRESS, data: encode.predict(NAME, fixed(1, 10)), accessList });
    expect(loads).toEqual([3n * 100n + LOAD]);
  });

  it('a reported access list names accounts only, and serves', async () => {
    const chain = await setup();
    const { abi, bytecode } = compile('Prober');
    const prober = await chain.deploy(bytecode);
    const data = encodeFunctionData({
      abi,
      functionName: 'aroundRevert',
      args: [encode.predict(NAME, fixed(1, 10))],
    });
    const { accessList } = await chain.send({ to: prober, data }, { reportAccessList: true });
    expect(accessList?.length).toBeGreaterThan(3);
    for (const { address } of accessList ?? []) expect(address).toMatch(/^0x[0-9a-f]{40}$/);
    await chain.mine({ to: prober, data, accessList: accessList ?? [] });
  });
});
