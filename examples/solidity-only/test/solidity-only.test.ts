import { type Client, createClient, deployContract, revertIn } from '@evm-ml/example-story';
import { type RunningNode, startNode } from '@evm-ml/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Network, readNetworks } from '../src/networks.ts';
import {
  abi,
  answersOf,
  compiled,
  deployByPredict,
  deploySolidity,
  gasOfAnswer,
  graderAbi,
  type Racks,
  rack,
  startPlainChain,
} from '../src/racks.ts';

const [small, images] = readNetworks() as [Network, Network, Network];
const MOST = 2n ** 255n - 1n;

let withPredict: RunningNode;
let without: RunningNode;
let predicting: Client;
let plain: Client;
let byPredict: Racks;
let solidity: Racks;
beforeAll(async () => {
  [withPredict, without] = await Promise.all([startNode({ port: 0, dev: true }), startPlainChain()]);
  predicting = createClient(withPredict, 0);
  plain = createClient(without, 0);
  byPredict = await deployByPredict(predicting, small);
  solidity = await deploySolidity(plain, small);
});
afterAll(async () => {
  await Promise.all([withPredict.close(), without.close()]);
});

/** Name of the error of a question. */
async function refusalOf(
  client: Client,
  racks: Racks,
  input: readonly bigint[],
): Promise<string | undefined> {
  try {
    await client.public.readContract({
      address: racks.grader,
      abi: graderAbi,
      functionName: 'predictClass',
      args: [input],
    });
    return undefined;
  } catch (error) {
    const { data } = revertIn(error);
    if (!data) throw error;
    return `${data.errorName}(${(data.args ?? []).join()})`;
  }
}

describe('the same network, by PREDICT and as Solidity', () => {
  it('gives the same bits for all rows, and for numbers that no wine has', async () => {
    // All of them in one call, as a batch.
    const input = [small.examples.flatMap(({ input }) => input)];
    const [a, b] = await Promise.all([
      answersOf(predicting, byPredict, input),
      answersOf(plain, solidity, input),
    ]);
    expect(a).toHaveLength(3 * small.examples.length);
    expect(b).toEqual(a);
    const strange = [0n, -1n, MOST, -MOST - 1n, 10n ** 18n, -(10n ** 18n), 10n ** 36n, 1n];
    expect(await answersOf(plain, solidity, [strange])).toEqual(
      await answersOf(predicting, byPredict, [strange]),
    );
  });

  it('racks the same wines alike, and both refuse what is no wine in the same words', async () => {
    const wines = small.examples.slice(0, 6);
    const counts = [0n, 0n, 0n];
    for (const { input } of wines) {
      const { rack: first } = await rack(predicting, byPredict, input);
      expect((await rack(plain, solidity, input)).rack).toBe(first);
      counts[first]!++;
    }
    for (const [client, { racks }] of [
      [predicting, byPredict],
      [plain, solidity],
    ] as const)
      for (const [i, count] of counts.entries())
        expect(
          await client.public.readContract({
            address: racks,
            abi,
            functionName: 'bottles',
            args: [BigInt(i)],
          }),
        ).toBe(count);
    for (const input of [[], [1n], [1n, 2n, 3n], [1n, 2n, 3n, 4n]]) {
      const refusal = await refusalOf(predicting, byPredict, input);
      expect(refusal).toBe(`WrongInputLength(2,${input.length})`);
      expect(await refusalOf(plain, solidity, input)).toBe(refusal);
    }
  });

  it('images too: the same bits, for several times the gas', async () => {
    const [a, b] = [await deployByPredict(predicting, images), await deploySolidity(plain, images)];
    const examples = images.examples.slice(0, 5).map(({ input }) => input);
    expect(await answersOf(plain, b, examples)).toEqual(await answersOf(predicting, a, examples));
    const [predicted, computed] = [
      await gasOfAnswer(predicting, a, examples[0]!),
      await gasOfAnswer(plain, b, examples[0]!),
    ];
    expect(computed).toBeGreaterThan(3n * predicted);
  });
});

it('on a chain without PREDICT the library says so instead of taking silence for an answer', async () => {
  // The store and the registry are not there either: only the contract that would ask.
  const grader = await deployContract(plain, compiled['GraderByPredict']!, [small.name]);
  expect(await refusalOf(plain, { ...solidity, grader }, small.examples[0]!.input)).toBe(
    'PredictUnavailable()',
  );
  expect(
    await plain.public.getCode({ address: '0x0000000000000000000000000000000000004D4C' }),
  ).toBeUndefined();
});
