import { loadModel } from '@evm-ml/quantized-runtime';
import { bytesToHex, decodeFunctionResult, type Hex } from 'viem';
import { beforeAll, describe, expect, it } from 'vitest';
import { networkPrice } from '../src/gas/prices.ts';
import { type PredictTrace, predictAbi } from '../src/index.ts';
import { type Chain, createChain, install } from './support/chain.ts';
import { contractAt, type TestContract } from './support/contract.ts';
import { doorsTo, runDoor, told } from './support/doors.ts';
import { chainArtefact, tinyArtefact } from './support/networks.ts';
import { decodeInts, encode, errorText, fixed } from './support/predict-calls.ts';
import { compile } from './support/solidity.ts';

/** 1 -> 2 -> 3 -> 4 -> 0, which ends it; 5 follows itself for ever. */
const FOLLOWERS = [0, 2, 3, 4, 0, 5];
const NUMBERS = chainArtefact({ followers: FOLLOWERS, steps: 8, stop: 0 });
const TEXTS = chainArtefact({ followers: FOLLOWERS, steps: 8, stop: 0, textBytes: 12 });
const NAME = 'acme.test.chain';
const WORDS = 'acme.test.letters';
const STEP = networkPrice(loadModel(NUMBERS)).steps[0]!;

let chain: Chain;
let prober: TestContract;
beforeAll(async () => {
  chain = await createChain();
  await install(chain, NUMBERS, NAME);
  await install(chain, TEXTS, WORDS);
  const { abi, bytecode } = compile('Prober');
  prober = contractAt(chain, await chain.deploy(bytecode), abi);
});

/** The tokens that follow one, up to the first 0 or as many as `most`. */
function follow(first: number, most = 8): number[] {
  const tokens: number[] = [];
  for (let token = first; tokens.length < Math.min(most, 8) && tokens.at(-1) !== 0; ) {
    token = FOLLOWERS[token]!;
    tokens.push(token);
  }
  return tokens;
}

async function run(data: Hex, gas = 5_000_000n) {
  const traces: PredictTrace[] = [];
  chain.evm.observer = (trace) => traces.push(trace);
  const { exceptionError, returnValue, executionGasUsed } = await chain.call(data, { gas });
  chain.evm.observer = undefined;
  const answer = bytesToHex(returnValue);
  return { error: exceptionError?.error, answer, gas: executionGasUsed, trace: traces[0]! };
}

describe('P18: what a network generates', () => {
  it.each([1, 2, 3, 4, 0, 5])('from %i on', async (first) => {
    const { answer, trace } = await run(encode.generate(NAME, fixed(first)));
    expect(decodeInts(answer)).toEqual(fixed(...follow(first)));
    expect(trace.steps).toEqual([follow(first).length]);
    expect(await prober.send('generate', [NAME, fixed(first), 0n])).toEqual(fixed(...follow(first)));
  });

  it.each([1, 2, 3, 4, 7, 8, 9, 2 ** 40])('at most %i steps', async (most) => {
    for (const first of [1, 5]) {
      const { answer } = await run(encode.generate(NAME, fixed(first), BigInt(most)));
      expect(decodeInts(answer)).toEqual(fixed(...follow(first, most)));
    }
  });

  it('any bound of steps is one', async () => {
    const { answer } = await run(encode.generate(NAME, fixed(1), 2n ** 256n - 1n));
    expect(decodeInts(answer)).toEqual(fixed(2, 3, 4, 0));
  });

  it('predict gives all places, those that no step reached as they were', async () => {
    const { answer, trace } = await run(encode.predict(NAME, fixed(3, 5)));
    expect(decodeInts(answer)).toEqual(fixed(4, 0, 0, 0, 0, 0, 0, 0, 5, 5, 5, 5, 5, 5, 5, 5));
    expect(trace.steps).toEqual([2 + 8]);
  });

  it('a text is answered by a text', async () => {
    const answer = (data: Hex) =>
      decodeFunctionResult({ abi: predictAbi, functionName: 'predictText', data });
    // "no" is token 2, "yes" 3, all others 1; letters are a for 0, b for 1 ...
    for (const [text, letters] of [
      ['no', 'de'],
      ['yes', 'e'],
      ['perhaps', 'cde'],
      ['', 'a'.slice(1)],
    ] as const) {
      const ran = await run(encode.predictText(WORDS, text));
      expect(answer(ran.answer)).toBe(letters);
      expect(await prober.send('predictText', [WORDS, text])).toBe(letters);
    }
  });

  it('what generates no numbers is refused, whatever it is given', async () => {
    const sum = await install(chain, tinyArtefact({ inputs: 2, outputs: 2, weights: [1, 3, 2, 4] }));
    for (const name of [sum, WORDS]) {
      const { answer } = await run(encode.generate(name, []));
      expect(errorText(answer)).toMatch(/^GeneratesNothing\(0x/);
    }
    expect(errorText((await run(encode.generate(NAME, fixed(1, 2)))).answer)).toBe('WrongInputLength(1,2)');
    expect(errorText((await run(encode.generate(NAME, fixed(6)))).answer)).toBe('InputOutOfRange(0)');
    expect(await prober.error('generate', [sum, fixed(1), 0n], { abi: predictAbi })).toMatch(
      /^GeneratesNothing/,
    );
  });

  it('describe tells the most steps, and what they leave of the price', async () => {
    const told = (await prober.send('describe', [NAME])) as { steps: bigint; gas: bigint; leastGas: bigint };
    expect(told.steps).toBe(8n);
    expect(told.gas - told.leastGas).toBe(7n * STEP);
    const plain = await install(chain, tinyArtefact({ inputs: 1, outputs: 1, weights: [1] }));
    const { steps, gas, leastGas } = (await prober.send('describe', [plain])) as typeof told;
    expect([steps, leastGas]).toEqual([0n, gas]);
  });
});

describe('G8: steps that were not taken are given back', () => {
  it('each answer costs the steps that it took', async () => {
    const whole = (await run(encode.generate(NAME, fixed(5)))).gas;
    for (const first of [1, 2, 3, 4, 0]) {
      const { gas, trace } = await run(encode.generate(NAME, fixed(first)));
      expect(whole - gas).toBe(BigInt(8 - follow(first).length) * STEP);
      expect(trace.gas.perOperator.reduce((sum, own) => sum + own.gas, 0n)).toBe(trace.gas.operators);
      expect(trace.gas.total).toBe(gas);
    }
  });

  it('an answer that is known costs what it did', async () => {
    const data = encode.generate(NAME, fixed(2));
    const first = await run(data);
    expect(await run(data)).toEqual(first);
  });

  it('a batch has steps of all its examples', async () => {
    const gas = async (...firsts: number[]) => (await run(encode.predict(NAME, fixed(...firsts)))).gas;
    expect((await gas(5, 5)) - (await gas(1, 3))).toBe(BigInt(16 - 4 - 2) * STEP);
  });

  it.each([
    ['from a token that goes on for ever', encode.generate(NAME, fixed(5)), 0n],
    ['from one that ends soon', encode.generate(NAME, fixed(3)), 6n],
    ['with a bound of its own', encode.generate(NAME, fixed(3), 3n), 1n],
    ['by predict', encode.predict(NAME, fixed(3)), 6n],
    ['as a text', encode.predictText(WORDS, 'no'), 5n],
  ])('at every gas limit it is answered at one price, or out of gas: %s', async (_, data, unused) => {
    const full = await run(data);
    // All steps that may be taken have to be there, whether they are taken or not.
    const enough = full.gas + unused * STEP;
    for (let gas = 0n; gas <= enough + 2n; gas += gas < 20n || gas > enough - 20n ? 1n : 31n) {
      const { error, answer, gas: used } = await run(data, gas);
      const expected = gas < enough ? [gas, 'out of gas', '0x'] : [full.gas, undefined, full.answer];
      expect([used, error, answer]).toEqual(expected);
    }
  });

  it('a call that reverts has nothing given back', async () => {
    const { gas, trace } = await run(encode.generate(NAME, fixed(6)));
    expect(trace.gas.operators).toBe((await run(encode.generate(NAME, fixed(5)))).trace.gas.operators);
    expect(gas).toBe(trace.gas.total);
  });

  it.each([[[1, 0, 0, 0]], [[5, 0, 0, 0]]])(
    'through the opcode as through the precompile: %s',
    async (bytes) => {
      const { opcode, precompile } = doorsTo(NAME, bytesToHex(Uint8Array.from(bytes)));
      const [a, b] = [await runDoor(chain, opcode), await runDoor(chain, precompile)];
      expect(a.ok).toBe(true);
      expect(told(a)).toEqual(told(b));
    },
  );
});
