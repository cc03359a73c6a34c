/** Caches save time and nothing else: blocks of random calls give the same gas, answers and states without them. */
import { loadModel, referenceKernels } from '@evm-ml/quantized-runtime';
import fc from 'fast-check';
import { bytesToHex, type Hex } from 'viem';
import { describe, expect, it } from 'vitest';
import { networkPrice } from '../src/gas/prices.ts';
import { type LoadModel, ModelCache, type PredictOptions, ResultCache } from '../src/index.ts';
import { WORTH_KEEPING } from '../src/predict/entries.ts';
import { type Chain, createChain, install } from './support/chain.ts';
import { contractAt, type TestContract } from './support/contract.ts';
import { tinyArtefact } from './support/networks.ts';
import { encode, fixed } from './support/predict-calls.ts';
import { compile } from './support/solidity.ts';

/** So many examples of it are enough work for results to be kept. */
const HEAVY = tinyArtefact({
  inputs: 64,
  outputs: 256,
  weights: Array.from({ length: 64 * 256 }, (_, i) => (i % 7) - 3),
});
const EXAMPLES = Number(WORTH_KEEPING / networkPrice(loadModel(HEAVY)).total) + 1;
const LIGHT = tinyArtefact({ inputs: 2, outputs: 2, weights: [1, 3, 2, 4] });
const BROKEN = Uint8Array.of(1, 2, 3);

const input = (length: number, seed: number) =>
  fixed(...Array.from({ length }, (_, i) => ((i * 7 + seed) % 5) - 2));

/** What a random transaction may do. */
type Step =
  | { readonly do: 'store'; readonly seed: number }
  | { readonly do: 'probe'; readonly data: Hex; readonly gas: bigint; readonly kind: bigint }
  | { readonly do: 'revert'; readonly data: Hex };

const question = fc.oneof(
  fc
    .tuple(fc.constantFrom('heavy', 'light'), fc.nat(2), fc.integer({ min: 1, max: 2 }))
    .map(([model, seed, batch]) =>
      encode.predict(`acme.test.${model}`, input((model === 'heavy' ? EXAMPLES * 64 : 2) * batch, seed)),
    ),
  fc.constantFrom(
    encode.predict('acme.test.light', fixed(1)),
    encode.describe('acme.test.broken'),
    encode.describe('acme.test.heavy'),
    encode.gasOf('acme.test.light', 3n),
    encode.predict('acme.test.none', fixed(1)),
  ),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('store'), seed: fc.nat(2) } as const),
  fc.record({
    do: fc.constant('probe'),
    data: question,
    gas: fc.constantFrom(0n, 9_000n, 30_000n, 1_000_000n),
    kind: fc.constantFrom(0n, 1n, 2n, 3n),
  } as const),
  fc.record({ do: fc.constant('revert'), data: question } as const),
);

/** Asks twice what is worth keeping, whatever chance picks otherwise. */
const KEPT: Step[] = [1, 2].map(() => ({
  do: 'probe',
  data: encode.predict('acme.test.heavy', input(EXAMPLES * 64, 0)),
  gas: 1_000_000n,
  kind: 0n,
}));

interface Side {
  readonly chain: Chain;
  readonly prober: TestContract;
}

const prober = compile('Prober');

async function createSide(options: Partial<PredictOptions>): Promise<Side> {
  const chain = await createChain(options);
  await install(chain, HEAVY, 'acme.test.heavy');
  await install(chain, LIGHT, 'acme.test.light');
  await install(chain, BROKEN, 'acme.test.broken');
  return { chain, prober: contractAt(chain, await chain.deploy(prober.bytecode), prober.abi) };
}

/** Runs a transaction; everything that consensus sees of it. */
async function run({ chain, prober }: Side, action: Step): Promise<unknown> {
  const sent =
    action.do === 'store'
      ? prober.try('store', ['acme.test.light', input(2, action.seed)])
      : action.do === 'probe'
        ? prober.try('probe', [action.kind, action.gas, action.data])
        : prober.try('aroundRevert', [action.data]);
  const { totalGasSpent, execResult } = await sent;
  return {
    gas: totalGasSpent,
    error: execResult.exceptionError?.error,
    answer: bytesToHex(execResult.returnValue),
    root: await chain.stateRoot(),
  };
}

const onReference: LoadModel = (bytes) => loadModel(bytes, { kernels: referenceKernels });

describe('caches', () => {
  it('never change gas, answers or state roots, nor do the kernels', async () => {
    const sides = [
      await createSide({}),
      await createSide({ models: new ModelCache({ maxBytes: 0 }), results: new ResultCache(0) }),
      await createSide({ models: new ModelCache({ maxModels: 1 }), loadModel: onReference }),
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
        for (const action of steps) {
          const [first, ...others] = await Promise.all(sides.map((side) => run(side, action)));
          for (const other of others) expect(other).toEqual(first);
        }
      }),
      { numRuns: 12, examples: [[KEPT]] },
    );
    const [cached, uncached] = sides;
    expect(cached!.chain.evm.predict.models.size).toBeGreaterThan(0);
    expect(cached!.chain.evm.predict.results.size).toBeGreaterThan(0);
    expect(uncached!.chain.evm.predict.models.size).toBe(0);
    expect(uncached!.chain.evm.predict.results.size).toBe(0);
  });

  it('tell a monitor what was at hand and what took time', async () => {
    const lookUps: string[] = [];
    const [planned, ran]: [Hex[], Hex[]] = [[], []];
    const { chain } = await createSide({
      monitor: {
        lookedUp: (cache, hit) => lookUps.push(`${cache} ${hit ? 'hit' : 'miss'}`),
        planned: (id, seconds) => seconds > 0 && planned.push(id),
        ran: (id, seconds) => seconds > 0 && ran.push(id),
      },
    });
    const ask = (name: string, length: number) =>
      chain.call(encode.predict(`acme.test.${name}`, input(length, 0)));
    await ask('heavy', EXAMPLES * 64);
    await ask('heavy', EXAMPLES * 64);
    await ask('light', 2);
    await ask('broken', 1);
    await ask('broken', 1);
    expect(lookUps).toEqual([
      'plans miss',
      'answers miss',
      'plans hit',
      'answers hit',
      'plans miss',
      'plans miss',
      'plans hit',
    ]);
    expect(planned.length).toBe(3);
    expect(ran).toEqual([planned[0], planned[1]]);
  });

  it('answer a question that was asked before without running the network', async () => {
    let runs = 0;
    const { chain } = await createSide({
      loadModel: (bytes) => {
        const model = loadModel(bytes);
        const count: typeof model.execute = (data, batch) => {
          runs++;
          return model.execute(data, batch);
        };
        return { ...model, execute: count };
      },
    });
    const ask = async (seed: number) =>
      bytesToHex(
        (await chain.call(encode.predict('acme.test.heavy', input(EXAMPLES * 64, seed)))).returnValue,
      );
    const first = await ask(0);
    expect(await ask(0)).toBe(first);
    expect(runs).toBe(1);
    expect(await ask(1)).not.toBe(first);
    expect(runs).toBe(2);
  });
});

describe('ResultCache', () => {
  const id = (n: number): Hex => `0x${String(n).padStart(64, '0')}`;
  const of = (output: Uint8Array, ...steps: number[]) => ({ output, steps });

  it('tells models and inputs apart, and is not changed by what its users do to answers', () => {
    const cache = new ResultCache();
    const answer = (model: number, ...bytes: number[]) =>
      cache.answer(id(model), Uint8Array.from(bytes), () => of(Uint8Array.of(model, ...bytes))).output;
    answer(1, 2).fill(9); // what was computed
    expect(answer(1, 2)).toEqual(Uint8Array.of(1, 2));
    answer(1, 2).fill(9); // what was known
    expect(answer(1, 2)).toEqual(Uint8Array.of(1, 2));
    expect(answer(2, 2)).toEqual(Uint8Array.of(2, 2));
    expect(answer(1, 2, 255, 128)).toEqual(Uint8Array.of(1, 2, 255, 128));
    expect(cache.size).toBe(3);
  });

  it('holds 64 MiB of inputs and answers unless it is told otherwise', () => {
    const cache = new ResultCache();
    const most = 2 ** 26 - id(1).length - 2; // the id, what stands between and one byte of input are counted as well
    for (const [length, size] of [
      [most + 1, 0],
      [most, 1],
    ] as const) {
      cache.answer(id(1), Uint8Array.of(5), () => of(new Uint8Array(length)));
      expect(cache.size).toBe(size);
    }
    expect(cache.bytes).toBe(2 ** 26);
  });

  it('keeps within its bound, and keeps nothing of a computation that fails', () => {
    const cache = new ResultCache(200);
    for (let i = 0; i < 10; i++) cache.answer(id(i), new Uint8Array(20), () => of(new Uint8Array(10)));
    expect(cache.bytes).toBeLessThanOrEqual(200);
    expect(cache.size).toBe(2);
    const fail = () =>
      cache.answer(id(99), Uint8Array.of(1), () => {
        throw new RangeError('no');
      });
    expect(fail).toThrow(RangeError);
    expect(cache.answer(id(99), Uint8Array.of(1), () => of(Uint8Array.of(7))).output).toEqual(
      Uint8Array.of(7),
    );
  });

  it('tells answers of other bounds apart, and keeps the steps that they took', () => {
    const cache = new ResultCache();
    const input = Uint8Array.of(1);
    const answer = (most: number | undefined, steps: number) =>
      cache.answer(id(1), input, () => of(Uint8Array.of(steps), steps), most);
    expect(answer(undefined, 5)).toEqual(of(Uint8Array.of(5), 5));
    expect(answer(2, 2)).toEqual(of(Uint8Array.of(2), 2));
    expect(answer(undefined, 99)).toEqual(of(Uint8Array.of(5), 5));
    expect(answer(2, 99)).toEqual(of(Uint8Array.of(2), 2));
  });
});
