import { afterAll, describe, expect, it } from 'vitest';
import {
  draw,
  evaluate,
  giveSeed,
  modelIdOf,
  openContest,
  sealModel,
  settle,
  showGroup,
  showModel,
  showSeed,
  withdraw,
} from '../src/contest.ts';
import {
  CONTESTS,
  dataOf,
  entryModel,
  foretoldTests,
  modelFile,
  secretOf,
  seedOf as storySeedOf,
  type Told,
} from '../src/contests.ts';
import { addressOf, deployFresh, owedTo, PRIZE, SECONDS, setStage } from './stage.ts';

const stage = await setStage();
afterAll(() => stage.node.close());
const { past } = stage;

/** The whole of a contest of the story, with the clock moved. */
async function play(told: Told) {
  const { organiser, people } = stage;
  const data = dataOf(told);
  const { contest } = await openContest(organiser, await deployFresh(stage), data, {
    task: told.task,
    seconds: SECONDS,
    prize: PRIZE,
  });
  const contestants = told.entries.map((entry, i) => ({ entry, client: people[i]!, index: i + 1 }));
  for (const { client, index } of contestants)
    await giveSeed(client, contest, storySeedOf(told, index), PRIZE);
  await past(contest, 'giveUntil');
  for (const { client, index } of contestants) await showSeed(client, contest, storySeedOf(told, index));
  await past(contest, 'showUntil');
  const tests = await draw(organiser, contest, data.seed);
  const show = async (groups: readonly number[]) => {
    for (const index of groups) await showGroup(organiser, contest, index, data.groups[index]!);
  };
  await show(data.groups.map((_, index) => index).filter((index) => !tests.includes(index)));
  for (const { entry, client } of contestants) {
    await sealModel(client, contest, modelIdOf(entryModel(told, entry)), secretOf(told.name, entry.name));
  }
  await past(contest, 'sealUntil');
  for (const { entry, client } of contestants)
    await showModel(client, contest, entryModel(told, entry), secretOf(told.name, entry.name));
  await past(contest, 'revealUntil');
  await show(tests);
  const rows = told.task.testGroups * told.task.groupRows;
  const results = [];
  for (const { entry, client } of contestants)
    results.push({
      entry,
      client,
      ...(await evaluate(organiser, contest, addressOf(client), { rows, most: entry.rowsAtOnce })),
    });
  return { contest, tests, results, ending: await settle(organiser, contest) };
}

describe('contests of the story', () => {
  const record = JSON.parse(new TextDecoder().decode(modelFile('record.json')));
  const [digits, wine] = CONTESTS as [Told, Told];

  it('images: the convolutional network wins, each transaction within the default gas limit', async () => {
    const { contest, tests, results, ending } = await play(digits);
    expect(tests).toEqual(foretoldTests(digits));
    expect(tests).toEqual(record.digits.testGroups);
    for (const { entry, right, mostGas } of results) {
      expect(right).toBe(record.digits.right[entry.name].integers);
      expect(mostGas).toBeLessThan(2n ** 24n);
    }
    const winner = results.find(({ entry }) => entry.name === 'convolutional')!;
    expect(ending).toEqual({
      outcome: 'won',
      winner: addressOf(winner.client),
      right: BigInt(winner.right),
    });
    // The prize, and the deposit of the seed.
    expect(await withdraw(winner.client, contest.address)).toBe(2n * PRIZE);
    expect(await owedTo(stage, contest.address, addressOf(stage.organiser))).toBe(0n);
  });

  it('two features: tanh wins, and the same network sealed later loses the tie', async () => {
    const { tests, results, ending } = await play(wine);
    expect(tests).toEqual(record.wine.testGroups);
    const [oneUnit, tanh, copy] = results as [
      (typeof results)[number],
      (typeof results)[number],
      (typeof results)[number],
    ];
    expect(oneUnit.right).toBe(record.wine.right['one-unit'].integers);
    expect(tanh.right).toBe(record.wine.right.tanh.integers);
    expect(copy.right).toBe(tanh.right);
    expect(ending).toMatchObject({ outcome: 'won', winner: addressOf(tanh.client) });
  });
});
