import { PREDICT_ADDRESS, predictAbi } from '@evm-ml/evm';
import { ArtefactError, encodeGraph, loadModel, referenceKernels } from '@evm-ml/quantized-runtime';
import { bytesToHex, concatHex, encodeFunctionData, type Hex, numberToHex, size } from 'viem';
import { Choices } from '../gas/adversary/attack.ts';
import { createRandom } from '../random.ts';
import { type Attack, Finding } from './attack.ts';
import { HOSTILE_MODELS } from './hostile-models.ts';
import { Victim } from './victim.ts';

/** Nanoseconds for one gas over whole transactions, beyond which a block takes too long: spec/gas.md's 400 and noise. */
const MOST_NS = 800;
/** Below so much gas the clock tells nothing. */
const LEAST_GAS = 2_000_000;

/**
 * Contract that asks PREDICT one question after another, all of one length, again and again until little gas is left.
 * Calldata: that length as a word, then the questions.
 */
const LOOP: Hex = '0x602036038060205f375f355b5f5b5f5f8383614d4c5afa508101808311600d575062030d405a11600b5700';
const deploying = (code: Hex): Hex =>
  concatHex(['0x61', numberToHex(size(code), { size: 2 }), '0x80600a3d393df3', code]);
const asking = (questions: readonly Hex[]): Hex =>
  concatHex([numberToHex(size(questions[0]!), { size: 32 }), ...questions]);

const questionsOf = (id: Hex, inputBytes: number): readonly Hex[] => [
  encodeFunctionData({ abi: predictAbi, functionName: 'describe', args: [id] }),
  encodeFunctionData({ abi: predictAbi, functionName: 'gasOf', args: [id, 1n] }),
  // Input counts as calldata: a transaction has room for so much.
  encodeFunctionData({
    abi: predictAbi,
    functionName: 'predictRaw',
    args: [id, bytesToHex(new Uint8Array(Math.min(inputBytes, 60_000)))],
  }),
];

/** Bytes of the model, and of one example; or the code of its refusal. */
function tryModel(bytes: Uint8Array): number | string {
  try {
    return loadModel(bytes, { kernels: referenceKernels }).inputBytes;
  } catch (error) {
    if (error instanceof ArtefactError) return error.code;
    throw error;
  }
}

/** Models that ask for memory and time, on a node that runs, by every way to ask. */
export const hostileModels: Attack = {
  name: 'models',
  tries:
    'Uploads models that ask much memory or time for few bytes; describes, prices and runs them by calls, by transactions, and in loops over more of them than are remembered.',
  holds: `The node answers, keeps its memory, and takes less than ${MOST_NS} ns of processor time for one gas.`,
  async run({ seed, seconds, say }) {
    const { uniform } = createRandom(seed);
    const until = performance.now() + seconds * 1_000;
    const victim = await Victim.start();
    const { contract } = await victim.mine({ data: deploying(LOOP), gas: 500_000n });
    let [uploaded, refused, worst, memory, transactions] = [0, 0, 0, 0, 0];
    let worstOf = 'none';
    const known: Hex[] = [];
    while (performance.now() < until) {
      const choices = new Choices(Array.from({ length: 24 }, uniform));
      const model = choices.of(HOSTILE_MODELS);
      let bytes: Uint8Array;
      try {
        bytes = encodeGraph(model.build(choices));
      } catch (error) {
        if (!(error instanceof ArtefactError)) throw error;
        refused++;
        continue;
      }
      if (bytes.length > 400_000) continue; // Uploading takes too long.
      const inputBytes = tryModel(bytes);
      if (typeof inputBytes === 'string') refused++;
      const id = await victim.upload(bytes);
      uploaded++;
      const questions = questionsOf(id, typeof inputBytes === 'number' ? inputBytes : 8);
      if (typeof inputBytes === 'number') known.push(questions[1]!);
      for (const data of questions) await victim.ask('eth_call', { to: PREDICT_ADDRESS, data });
      const loops = [...questions.map((question) => asking([question])), asking(known.slice(-40))];
      for (const [index, data] of loops.entries()) {
        if (size(data) > 120_000) continue;
        const { gasUsed, nanoseconds } = await victim.mine({ to: contract!, data });
        transactions++;
        const ns = gasUsed < LEAST_GAS ? 0 : nanoseconds / gasUsed;
        if (ns > worst) {
          worst = ns;
          worstOf = `${model.name}: ${['describe', 'gasOf', 'predictRaw', 'gasOf of many'][index]}`;
        }
      }
      memory = Math.max(memory, await victim.expectAlive(model.name));
      say(`${uploaded} models, ${worst.toFixed(0)} ns/gas at worst (${worstOf})`);
    }
    await victim.stop();
    if (worst > MOST_NS)
      throw new Finding(`${worstOf} took ${worst.toFixed(0)} ns for one gas, seed ${seed}`);
    return {
      uploaded,
      refused,
      transactions,
      worstNsPerGas: Math.round(worst),
      worstOf,
      mostMemoryMB: Math.round(memory),
    };
  },
};
