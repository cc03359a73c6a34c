import { PREDICT_ADDRESS, predictAbi } from '@evm-ml/evm';
import { ArtefactError, loadModel, referenceKernels } from '@evm-ml/quantized-runtime';
import { bytesToHex, encodeFunctionData, type Hex } from 'viem';
import { createRandom } from '../random.ts';
import { type Attack, Finding } from './attack.ts';
import { drawModel } from './draw-model.ts';
import { asking, loopDeployment } from './loop-contract.ts';
import { Victim } from './victim.ts';

/** Nanoseconds for one gas over whole transactions, beyond which a block takes too long: spec/gas.md's 400 and noise. */
const MOST_NS = 800;
/** Below so much gas the clock tells nothing. */
const LEAST_GAS = 2_000_000;
/** Bytes of a model that is uploaded: more takes too long. */
const MOST_BYTES = 400_000;
/** What a transaction asks again and again, in the order in which it does. */
const ASKED = ['describe', 'gasOf', 'predictRaw', 'gasOf of many'] as const;

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

/** Bytes of one example; undefined for what no node runs. */
function inputBytesOf(bytes: Uint8Array): number | undefined {
  try {
    return loadModel(bytes, { kernels: referenceKernels }).inputBytes;
  } catch (error) {
    if (error instanceof ArtefactError) return undefined;
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
    const { contract } = await victim.mine({ data: loopDeployment, gas: 500_000n });
    if (contract === null) throw new Finding('the contract that asks in a loop could not be deployed');
    const known: Hex[] = [];
    const counts = { uploaded: 0, unusable: 0, timed: 0 };
    let [memory, worst] = [0, { ns: 0, of: 'none' }];
    while (performance.now() < until) {
      const model = drawModel(uniform, MOST_BYTES);
      if (model === undefined) continue;
      const inputBytes = inputBytesOf(model.bytes);
      const questions = questionsOf(await victim.upload(model.bytes), inputBytes ?? 8);
      counts.uploaded++;
      if (inputBytes === undefined) counts.unusable++;
      else known.push(questions[1]!);
      for (const data of questions) await victim.ask('eth_call', { to: PREDICT_ADDRESS, data });
      const loops = [...questions.map((question) => [question]), known.slice(-40)];
      for (const [index, asked] of loops.entries()) {
        if (asked.length === 0) continue;
        const { gasUsed, nanoseconds } = await victim.mine({ to: contract, data: asking(asked) });
        if (gasUsed < LEAST_GAS) continue;
        counts.timed++;
        const ns = nanoseconds / gasUsed;
        if (ns > worst.ns) worst = { ns, of: `${model.name}: ${ASKED[index]}` };
      }
      memory = Math.max(memory, await victim.expectAlive(model.name));
      say(`${counts.uploaded} models, ${worst.ns.toFixed(0)} ns/gas at worst (${worst.of})`);
    }
    await victim.stop();
    if (counts.timed === 0) throw new Finding('no transaction used enough gas to be timed');
    if (worst.ns > MOST_NS)
      throw new Finding(`${worst.of} took ${worst.ns.toFixed(0)} ns for one gas, seed ${seed}`);
    return {
      ...counts,
      worstNsPerGas: Math.round(worst.ns),
      worstOf: worst.of,
      mostMemoryMB: Math.round(memory),
    };
  },
};
