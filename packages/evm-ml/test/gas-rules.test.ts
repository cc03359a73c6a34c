import { loadModel, programBytesOf } from '@evm-ml/quantized-runtime';
import type { Hex } from 'viem';
import { bytesToHex, encodeFunctionData, size } from 'viem';
import { beforeAll, describe, expect, it } from 'vitest';
import { GAS, layoutOf, type PredictTrace } from '../src/index.ts';
import { type Chain, createChain, install } from './support/chain.ts';
import { tinyArtefact } from './support/networks.ts';
import { encode, fixed } from './support/predict-calls.ts';
import { compile } from './support/solidity.ts';

// spec/gas.md reckoned once more, from the lengths of what was sent and stored.

const NAME = 'acme.test.sum';
/** It lies in its manifest. */
const SUM = tinyArtefact({ inputs: 2, outputs: 3, weights: [1, 3, 2, 4, 5, 6] });
/** Two chunks. */
const LONG = tinyArtefact({ inputs: 2, outputs: 3, weights: [1, 3, 2, 4, 5, 6], padding: 30_000 });
const COLD = { account: 2_600n, slot: 2_100n } as const;
const WARM = 100n;

const words = (bytes: number) => BigInt(Math.ceil(bytes / 32));
/** What decoding costs, and what a model that can be decoded costs. */
const decodeOf = (model: Uint8Array) =>
  BigInt(GAS.loadModel) +
  words(model.length) * BigInt(GAS.loadWord) +
  words(programBytesOf(model)) * BigInt(GAS.loadProgramWord);
const loadOf = (model: Uint8Array) =>
  decodeOf(model) + words(loadModel(model).planBytes) * BigInt(GAS.loadPlanWord);

let chain: Chain;
let traces: PredictTrace[];
let longId: Hex;
beforeAll(async () => {
  chain = await createChain();
  await install(chain, SUM, NAME);
  longId = await install(chain, LONG);
  chain.evm.observer = (trace) => traces.push(trace);
});

/** What one call from outside paid for. */
async function gasOf(data: Hex): Promise<PredictTrace['gas']> {
  traces = [];
  const { executionGasUsed } = await chain.call(data);
  expect(traces).toHaveLength(1);
  expect(traces[0]!.gas.total).toBe(executionGasUsed);
  return traces[0]!.gas;
}

describe('G1: a floor, and each started word of calldata', () => {
  it.each<[string, Hex]>([
    ['an empty call', '0x'],
    ['less than a selector', '0x123456'],
    ['an unknown selector', '0x12345678'],
    ['a word', `0x${'12'.repeat(32)}`],
    ['a byte more than a word', `0x${'12'.repeat(33)}`],
    ['many words', `0x${'12'.repeat(10_000)}`],
  ])('%s that is refused costs nothing else', async (_, data) => {
    const { base, total } = await gasOf(data);
    expect(base).toBe(BigInt(GAS.base) + words(size(data)) * BigInt(GAS.calldataWord));
    expect(total).toBe(base);
  });

  it('of a call that is answered too', async () => {
    const data = encode.predict(NAME, fixed(1, 10));
    expect((await gasOf(data)).base).toBe(BigInt(GAS.base) + words(size(data)) * BigInt(GAS.calldataWord));
  });
});

describe('G2: finding the model', () => {
  it.each([
    ['a name', NAME],
    ['a name with its version', `${NAME}@1`],
    ['a name that there is not', 'acme.test.none'],
    ['a version that there is not', `${NAME}@2`],
  ])('%s: the registry’s account and one of its slots', async (_, reference) => {
    expect((await gasOf(encode.predict(reference, fixed(1, 10)))).resolve).toBe(COLD.account + COLD.slot);
  });

  it('a model id: nothing', async () => {
    expect((await gasOf(encode.predict(longId, fixed(1, 10)))).resolve).toBe(0n);
  });
});

describe('G3: loading it', () => {
  it.each([
    ['in its manifest', SUM, 0n],
    ['in two chunks', LONG, 2n],
  ])('a model that lies %s', async (_, model, chunks) => {
    const { modelId } = layoutOf({ model });
    const { load } = await gasOf(encode.predict(modelId, fixed(1, 10)));
    expect(load).toBe((1n + chunks) * COLD.account + loadOf(model));
  });

  it('P14: bytes that no node can run, each time anew', async () => {
    const broken = Uint8Array.of(1, 2, 3);
    const id = await install(chain, broken);
    for (let again = 0; again < 2; again++) {
      expect((await gasOf(encode.predict(id, fixed(1)))).load).toBe(COLD.account + decodeOf(broken));
      expect(traces[0]).toMatchObject({ outcome: 'reverted', error: 'UnusableModel' });
    }
  });

  it('an id that nobody sealed: one look at where its manifest would be', async () => {
    expect((await gasOf(encode.predict(`0x${'12'.repeat(32)}`, fixed(1, 10)))).load).toBe(COLD.account);
  });
});

describe('G4: each operator for each example', () => {
  it.each([1, 2, 5])('%i examples', async (batch) => {
    const { work } = loadModel(LONG);
    const expected = work.map(({ profile, kind, effort, layer, op }) => {
      const [base, ...prices] = (GAS.operators[profile] as Record<string, readonly number[]>)[kind]!;
      const counts = [effort.products, effort.writes, effort.reads, effort.runs];
      const millionths = counts.reduce((sum, count, i) => sum + BigInt(count) * BigInt(prices[i]!), 0n);
      const started = (millionths + 999_999n) / 1_000_000n;
      return { layer, op, gas: BigInt(batch) * (BigInt(base!) + started) };
    });
    expect(expected.map(({ op }) => op)).toEqual(['dense', 'constant']);
    const { operators, perOperator } = await gasOf(
      encode.predict(longId, fixed(...Array.from({ length: 2 * batch }, (_, i) => i))),
    );
    expect(perOperator).toEqual(expected);
    expect(operators).toBe(expected.reduce((sum, { gas }) => sum + gas, 0n));
  });
});

describe('G5: what enters and what leaves', () => {
  const numbers = BigInt(2 * GAS.fixedInput + 3 * GAS.fixedOutput);

  it.each<[string, Hex, bigint]>([
    ['numbers in units of 1e-18', encode.predict(NAME, fixed(1, 2)), numbers],
    ['of each example', encode.predict(NAME, fixed(1, 2, 3, 4, 5, 6)), 3n * numbers],
    ['a class, for which all of them are looked at', encode.predictClass(NAME, fixed(1, 2)), numbers],
    // Four bytes in and six out are a started word each.
    ['words of raw bytes', encode.predictRaw(NAME, '0x01000a00'), 2n * BigInt(GAS.rawWord)],
    ['words of each example', encode.predictRaw(NAME, '0x01000a0001000a00'), 4n * BigInt(GAS.rawWord)],
    ['nothing for a description', encode.describe(NAME), 0n],
    ['nothing for a price', encode.gasOf(NAME, 7n), 0n],
  ])('%s', async (_, data, expected) => {
    expect((await gasOf(data)).io).toBe(expected);
  });
});

it('describe and gasOf pay G1 to G3, and describe a further slot for the version of a bare name', async () => {
  const described = await gasOf(encode.describe(NAME));
  expect(described.resolve).toBe(COLD.account + 2n * COLD.slot);
  for (const data of [encode.describe(`${NAME}@1`), encode.gasOf(NAME, 7n)]) {
    const { resolve, load, io, operators } = await gasOf(data);
    expect([resolve, load]).toEqual([COLD.account + COLD.slot, COLD.account + loadOf(SUM)]);
    expect([io, operators]).toEqual([0n, 0n]);
  }
});

it.each([1, 4])(
  'gasOf tells what predict then takes when nothing is warm, in its manifest or in chunks: %i examples',
  async (batch) => {
    for (const reference of [NAME, longId]) {
      const told = await chain.call(encode.gasOf(reference, BigInt(batch)));
      const input = fixed(...Array.from({ length: 2 * batch }, (_, i) => i));
      expect(BigInt(bytesToHex(told.returnValue))).toBe(
        (await gasOf(encode.predict(reference, input))).total,
      );
    }
  },
);

it('G6: within a transaction a model is loaded once, and a second call pays for warm accesses alone', async () => {
  const { abi, bytecode } = compile('Prober');
  const prober = await chain.deploy(bytecode);
  const args = [encode.predict(NAME, fixed(1, 10))] as const;
  traces = [];
  await chain.mine({ to: prober, data: encodeFunctionData({ abi, functionName: 'aroundRevert', args }) });
  const loads = traces.map(({ gas }) => gas.load);
  const first = COLD.account + loadOf(SUM);
  // The frame of the first call reverted, and with it that anything was loaded.
  expect(loads).toEqual([first, first, WARM]);
});

describe('P9: everything is charged before anything runs', () => {
  it('in the order G1, G2, G3, G5, G4, and at no gas limit below the price does the network run', async () => {
    const ran: number[] = [];
    const loaded: number[] = [];
    const counting = await createChain({
      loadModel: (bytes) => {
        loaded.push(bytes.length);
        const model = loadModel(bytes);
        return {
          ...model,
          execute: (input, batch) => {
            ran.push(batch);
            return model.execute(input, batch);
          },
        };
      },
    });
    await install(counting, LONG, NAME);
    const seen: PredictTrace[] = [];
    counting.evm.observer = (trace) => seen.push(trace);
    const data = encode.predict(NAME, fixed(1, 10));
    const { executionGasUsed: price } = await counting.call(data);
    expect([ran.length, loaded.length]).toEqual([1, 1]);
    const parts = ['base', 'resolve', 'load', 'io', 'operators'] as const;
    const { gas: whole } = seen.pop()!;
    for (let gas = 0n; gas < price; gas += gas > price - 10n ? 1n : 41n) {
      const { exceptionError } = await counting.call(data, { gas });
      expect(exceptionError?.error).toBe('out of gas');
      const paid = seen.pop()!.gas;
      // What is not paid in full has nothing behind it that is paid.
      const unpaid = parts.findIndex((part) => paid[part] < whole[part]);
      expect(parts.slice(unpaid + 1).every((part) => paid[part] === 0n)).toBe(true);
      expect(paid.total).toBeLessThanOrEqual(gas);
    }
    expect(ran).toHaveLength(1);
  });

  it('a model is not decoded before its bytes are paid, and does not run before its plan is', async () => {
    const done: string[] = [];
    const fresh = await createChain({
      loadModel: (bytes) => {
        done.push('decoded');
        const model = loadModel(bytes);
        return {
          ...model,
          execute(input, batch) {
            done.push('ran');
            return model.execute(input, batch);
          },
        };
      },
    });
    const id = await install(fresh, LONG);
    const access = 3n * COLD.account;
    const data = encode.predict(id, fixed(1, 10));
    const before = BigInt(GAS.base) + words(size(data)) * BigInt(GAS.calldataWord);
    const decoding = before + access + decodeOf(LONG);
    for (const gas of [0n, before, before + access, decoding - 1n]) {
      await fresh.call(data, { gas });
      expect(done).toEqual([]);
    }
    for (const gas of [decoding, before + access + loadOf(LONG) - 1n]) await fresh.call(data, { gas });
    expect(done).toEqual(['decoded']);
    const { load } = await gasOf(data);
    expect(load).toBe(access + loadOf(LONG));
    await fresh.call(data);
    expect(done).toEqual(['decoded', 'ran']);
  });
});

it('a call that reverts has paid for the parts that it reached', async () => {
  const { base, resolve, load, io, operators } = await gasOf(encode.predict(NAME, fixed(1)));
  expect([base > 0n, resolve > 0n, load > 0n]).toEqual([true, true, true]);
  expect([io, operators]).toEqual([0n, 0n]);
});
