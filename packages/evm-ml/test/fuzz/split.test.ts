import { type LoadOptions, loadModel, referenceKernels, wasmKernels } from '@evm-ml/quantized-runtime';
import { bytesToHex, type Hex, hexToBytes, slice, stringToHex } from 'viem';
import { expect, test } from 'vitest';
import { mutateArtefact } from '../../../quantized-runtime/test/fuzz/mutate-artefact.ts';
import { eachSeed, extent, tell } from '../../../quantized-runtime/test/fuzz/runs.ts';
import { SEEDS } from '../../../quantized-runtime/test/fuzz/seeds.ts';
import { createRandom, type Random } from '../../../quantized-runtime/test/support/random.ts';
import { ModelCache, PREDICT_ADDRESS, PredictFault, ResultCache } from '../../src/index.ts';
import { type Chain, createChain, install, type Sent } from '../support/chain.ts';
import { encode } from '../support/predict-calls.ts';
import { creating, type Question, randomProgram } from './random-program.ts';

const FEW = 12;
const TRANSACTIONS = 25;

const loading = (kernels: NonNullable<LoadOptions['kernels']>) => (bytes: Uint8Array) =>
  loadModel(bytes, { kernels });

/** Validators that differ in all that may differ: kernels, and what they remember. */
const VALIDATORS = [
  ['wasm', () => ({ loadModel: loading(wasmKernels) })],
  [
    'reference, nothing cached',
    () => ({
      loadModel: loading(referenceKernels),
      models: new ModelCache({ maxBytes: 0, maxModels: 0 }),
      results: new ResultCache(0),
    }),
  ],
  [
    'wasm, room for one',
    () => ({
      loadModel: loading(wasmKernels),
      models: new ModelCache({ maxModels: 1 }),
      results: new ResultCache(200),
    }),
  ],
] as const;

/** A model that runs, one that is damaged, an id of nothing. */
interface Stored {
  readonly id: Hex;
  readonly inputBytes: number;
  readonly inputLength: number;
}

function drawModel(random: Random): { readonly bytes: Uint8Array; readonly stored: Omit<Stored, 'id'> } {
  for (;;) {
    const seed = random.pick(SEEDS);
    const bytes = random.integer(0, 3) === 0 ? mutateArtefact(seed, random, random.pick(SEEDS)) : seed;
    if (bytes.length === 0) continue;
    try {
      const { inputBytes, inputLength, work } = loadModel(bytes, { kernels: referenceKernels });
      const steps = work.reduce((sum, { macs, elements }) => sum + macs + elements, 0);
      if (steps < 50_000 && inputLength < 300) return { bytes, stored: { inputBytes, inputLength } };
    } catch {
      return { bytes, stored: { inputBytes: 8, inputLength: 4 } };
    }
  }
}

const randomBytes = (random: Random, length: number): Hex =>
  bytesToHex(Uint8Array.from({ length }, () => random.integer(0, 255)));

function drawQuestion(random: Random, models: readonly Stored[]): Question {
  const model = random.pick(models);
  const reference = random.pick([
    ...[model.id, model.id, model.id, 'acme.fuzz.model', 'acme.fuzz.model@1'],
    ...['acme.fuzz.model@2', 'acme.fuzz.model@0', '', `0x${'ab'.repeat(32)}`],
  ]);
  const batch = random.pick([1, 1, 1, 2, 3]);
  const spoilt = random.integer(0, 7) === 0 ? 1 : 0;
  const input = randomBytes(random, batch * model.inputBytes + spoilt);
  const numbers = Array.from({ length: batch * model.inputLength + spoilt }, () => {
    const most = 10n ** BigInt(random.pick([0, 17, 18, 20, 40]));
    return (BigInt(random.integer(-1_000, 1_000)) * most) / 1000n;
  });
  let data = random.pick([
    ...[encode.predictRaw(reference, input), encode.predict(reference, numbers)],
    ...[encode.predictClass(reference, numbers), encode.describe(reference)],
    encode.gasOf(reference, BigInt(random.pick([0, 1, 5, 2 ** 40]))),
  ]);
  if (random.integer(0, 4) === 0) {
    const bytes = hexToBytes(data);
    bytes[random.integer(0, bytes.length - 1)] = random.pick([0, 1, 0x7f, 0x80, 0xff]);
    data = bytesToHex(bytes.subarray(0, bytes.length - random.pick([0, 0, 1, 31, 32])));
  }
  return { reference: stringToHex(reference), input, data };
}

function drawTransaction(random: Random, questions: readonly Question[], contracts: readonly Hex[]): Sent {
  const gas = BigInt(random.pick([60_000, 200_000, 700_000, 3_000_000, random.integer(25_000, 1_000_000)]));
  const kind = random.integer(0, 3);
  if (kind === 0) return { to: PREDICT_ADDRESS, data: random.pick(questions).data, gas };
  if (kind === 1 && contracts.length > 0) return { to: random.pick(contracts), gas };
  const body = () => randomProgram(random, questions, contracts);
  const start = random.integer(0, 2) === 0 ? slice(body(), 0, -1) : '0x';
  return { data: creating(start, body()), gas: gas * 4n };
}

/** What a transaction did, as all validators have to see it. */
async function outcomeOf(chain: Chain, sent: Sent) {
  try {
    const { totalGasSpent, gasRefund, execResult, createdAddress } = await chain.send(sent);
    const { returnValue, exceptionError, logs } = execResult;
    const outcome = {
      totalGasSpent,
      gasRefund,
      returned: bytesToHex(returnValue),
      error: exceptionError?.error,
      logs,
    };
    return { outcome, created: exceptionError ? undefined : createdAddress?.toString() };
  } catch (error) {
    if (error instanceof PredictFault) throw error;
    return { outcome: (error as Error).message.slice(0, 40), created: undefined };
  }
}

test(`${extent(FEW)} chains of random contracts, models and calls: validators with other kernels and caches agree`, async () => {
  let [transactions, succeeded, faults] = [0, 0, 0];
  const trial = async (seed: number): Promise<void> => {
    const random = createRandom(seed);
    const chains = await Promise.all(VALIDATORS.map(([, options]) => createChain(options())));
    const models: Stored[] = [];
    for (let count = random.integer(1, 4); count > 0; count--) {
      const { bytes, stored } = drawModel(random);
      const name = models.length === 0 ? 'acme.fuzz.model' : undefined;
      const ids: Hex[] = [];
      for (const chain of chains) ids.push(await install(chain, bytes, name));
      models.push({ id: ids[0]!, ...stored });
    }
    const questions = Array.from({ length: 6 }, () => drawQuestion(random, models));
    const contracts: Hex[] = [];
    for (let count = 0; count < TRANSACTIONS; count++) {
      const sent = drawTransaction(random, questions, contracts);
      const seen = [];
      for (const chain of chains) seen.push(await outcomeOf(chain, sent));
      const [first, ...others] = seen;
      for (const [index, other] of others.entries()) {
        expect(other.outcome, `${VALIDATORS[index + 1]![0]}, seed ${seed}, transaction ${count}`).toEqual(
          first!.outcome,
        );
      }
      if (first!.created !== undefined) contracts.push(first!.created as Hex);
      transactions++;
      if (typeof first!.outcome !== 'string' && first!.outcome.error === undefined) succeeded++;
      faults += chains.filter(({ evm }) => evm.fault !== undefined).length;
    }
    const roots = await Promise.all(chains.map((chain) => chain.stateRoot()));
    expect(new Set(roots).size, `state roots, seed ${seed}`).toBe(1);
  };
  const tried = await eachSeed(FEW, trial);
  tell({ tried, transactions, succeeded });
  expect(faults).toBe(0);
  // Neither do all fail, nor none.
  expect(succeeded).toBeGreaterThan(transactions / 10);
  expect(succeeded).toBeLessThan(transactions);
}, 36_000_000);
