import { MODEL_REGISTRY_ADDRESS, MODEL_STORE_ADDRESS, modelRegistryAbi, modelStoreAbi } from '@evm-ml/evm';
import { mlWalletActions } from '@evm-ml/evm/viem';
import {
  type Client,
  calldataOf,
  deployContract,
  outcomeOf as outcomeOfCall,
  receiptOf,
} from '@evm-ml/example-story';
import { type Address, getAddress, type Hex, parseAbi, toHex } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  abi,
  type Call,
  draw,
  evaluate,
  giveSeed,
  idOf,
  modelIdOf,
  modelTopic,
  NO_SALT,
  openContest,
  openingOf,
  sealModel,
  sealOf,
  seedTopic,
  send,
  settle,
  showGroup,
  showModel,
  showSeed,
  uploadRows,
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
import { pickGroups } from '../src/draw.ts';
import { expectMoneyKept } from './money.ts';
import { bandNetwork, constantNetwork, dearNetwork, rightNetwork, tokenNetwork } from './networks.ts';
import {
  type Competitor,
  clockOf,
  deployFresh,
  drawn,
  evaluateCall,
  type Game,
  groupCall,
  moneyOf,
  open,
  outcomeOf,
  owedTo,
  PART,
  PRIZE,
  refusalOf,
  SECONDS,
  SMALL,
  type Stage,
  sealed,
  secret,
  seeded,
  seedOf,
  setStage,
  settleCall,
  showCall,
  showGroups,
  shown,
  smallData,
  stateOf,
  storeNetwork,
  tested,
  timesOf,
  toRows,
  trained,
  trainingOf,
} from './stage.ts';

let stage: Stage;
let clock: ReturnType<typeof clockOf>;
/** Networks in the store: always right, the same in other bytes, always class 1. */
let right: Hex;
let rightToo: Hex;
let half: Hex;
let one: Client;
let two: Client;
let three: Client;
beforeAll(async () => {
  stage = await setStage();
  clock = clockOf(stage);
  [one, two, three] = stage.people;
  right = await storeNetwork(stage, rightNetwork());
  rightToo = await storeNetwork(stage, rightNetwork(2));
  half = await storeNetwork(stage, constantNetwork(1));
  for (const { rows } of smallData().groups) await uploadRows(stage.organiser, rows);
});
afterAll(() => stage.node.close());

const by = (client: Client, modelId: Hex): Competitor => ({ client, modelId });
const addressOf = ({ account }: Client): Address => account.address;
const refused = (game: Game, call: Call, who = stage.organiser) => refusalOf(who, game.address, call);
const drawCall = ({ id, data }: Game, seed = data.seed): Call => ({ functionName: 'draw', args: [id, seed] });

/** Evaluates all of these and ends the contest. */
async function finish(game: Game, competitors: readonly Competitor[]) {
  for (const { client } of competitors) await send(three, game.address, evaluateCall(game, client));
  return settle(three, game);
}

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
  await clock.pass(PART + 1);
  for (const { client, index } of contestants) await showSeed(client, contest, storySeedOf(told, index));
  await clock.pass(PART + 1);
  const tests = await draw(organiser, contest, data.seed);
  const show = async (groups: readonly number[]) => {
    for (const index of groups) await showGroup(organiser, contest, index, data.groups[index]!);
  };
  await show(data.groups.map((_, index) => index).filter((index) => !tests.includes(index)));
  for (const { entry, client } of contestants) {
    await sealModel(client, contest, modelIdOf(entryModel(told, entry)), secretOf(told.name, entry.name));
  }
  await clock.pass(PART + 1);
  for (const { entry, client } of contestants)
    await showModel(client, contest, entryModel(told, entry), secretOf(told.name, entry.name));
  await clock.pass(PART + 1);
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

describe('limits of the original that are gone', () => {
  it('a bias a layer: each unit has its own', async () => {
    // Class 1 lies between two borders: units of one weight and different biases find it.
    const rows = [2, 6, 3, 7, 4, 8, 2, 9].map((x) => [x, 0, x < 5 ? 1 : 0]);
    const groups = [0, 1, 2, 3].map((index) => ({
      rows: toRows(rows.slice(2 * index, 2 * index + 2)),
      salt: secret('band', index),
    }));
    const data = { ...smallData(), groups };
    const band = by(one, await storeNetwork(stage, bandNetwork(2, 4)));
    const game = await tested(stage, [band], { data });
    expect(await finish(game, [band])).toMatchObject({ outcome: 'won', right: 4n });
  });

  it('eight million gas: the winner takes more than a block holds, in several transactions', async () => {
    const dear = by(one, await storeNetwork(stage, dearNetwork(128, 3)));
    const task = { ...SMALL, groupRows: 10 };
    const game = await tested(stage, [dear, by(two, half)], { task, data: smallData('seed', 'dear', 10) });
    const { gasUsed, transactions } = await evaluate(two, game, addressOf(one), { rows: 20, most: 5 });
    const { gasLimit } = await one.public.getBlock();
    expect(gasUsed).toBeGreaterThan(gasLimit);
    expect(transactions).toBe(4);
    expect(await finish(game, [by(two, half)])).toMatchObject({ winner: addressOf(one), right: 20n });
  });

  describe('a split that could be foreseen', () => {
    it('every seed changes it, and nothing of a block does', async () => {
      const data = smallData();
      const task = { ...SMALL, testGroups: 1, threshold: 0 };
      const many = Array.from({ length: 16 }, (_, i) => ({ ...data.groups[0]!, salt: secret('many', i) }));
      const game = await seeded(
        stage,
        { task: { ...task, testGroups: 8 }, data: { ...data, groups: many } },
        [one, two],
      );
      const back = await clock.keep();
      const first = await draw(stage.organiser, game, data.seed);
      // Another block, another time, another sender, another random number of the block: the same draw.
      await back();
      await clock.pass(17);
      expect(await draw(three, game, data.seed)).toEqual(first);
      await back();
      expect(await refused(game, drawCall(game, secret('another')))).toBe('NotSealed');
      const draws = [first];
      for (const [givers, seed] of [
        [[one], 'seed'],
        [[two], 'seed'],
        [[one, two, three], 'seed'],
        [[one, two], 'another'],
      ] as const) {
        const other = await seeded(
          stage,
          {
            task: { ...task, testGroups: 8 },
            data: { ...data, seed: secret(seed), groups: many },
          },
          givers,
        );
        draws.push(await draw(stage.organiser, other, secret(seed)));
      }
      expect(new Set(draws.map((groups) => groups.join())).size).toBe(draws.length);
    });

    it('the contract picks what whoever checks it picks', async () => {
      const address = await deployFresh(stage);
      for (const [groups, count] of [
        [2, 1],
        [20, 5],
        [256, 255],
      ] as const) {
        const args = [secret('draw', groups), BigInt(groups), BigInt(count)] as const;
        const picked = await one.public.readContract({ address, abi, functionName: 'pick', args });
        expect(picked).toEqual(pickGroups(args[0], groups, count));
      }
    });

    it('without a seed of anybody else there is no contest', async () => {
      const game = await seeded(stage, {}, []);
      expect(await refused(game, drawCall(game))).toBe('NoSeeds');
      expect(await settle(three, game)).toMatchObject({ outcome: 'returned' });
    });

    it('whoever keeps a seed back loses as much as the prize, which nobody gets', async () => {
      const game = await seeded(stage, {}, [one], [two]);
      await draw(stage.organiser, game, game.data.seed);
      expect(await refused(game, { functionName: 'showSeed', args: [game.id, seedOf(two)] }, two)).toBe(
        'WrongStage',
      );
      expect(await moneyOf(stage, game.address)).toEqual({ held: 3n * PRIZE, owed: PRIZE, destroyed: PRIZE });
    });

    it('the organiser’s seed is fixed before others are given, and comes after all of them', async () => {
      const game = await open(stage);
      await giveSeed(one, game, seedOf(one), PRIZE);
      expect(await refused(game, drawCall(game))).toBe('TooEarly');
      await clock.pass(PART + 1);
      await showSeed(one, game, seedOf(one));
      expect(await refused(game, drawCall(game))).toBe('TooEarly');
      await clock.pass(PART + 1);
      expect(await refused(game, drawCall(game, secret('a better one')))).toBe('NotSealed');
      expect(await refused(game, drawCall(game))).toBeUndefined();
    });
  });

  it('submissions that all can read: until all are sealed nothing of a network is on the chain', async () => {
    const artefact = rightNetwork(3);
    const game = await trained(stage);
    const modelId = modelIdOf({ artefact });
    const receipt = await sealModel(one, game, modelId, secret('salt'));
    const { input } = await one.public.getTransaction({ hash: receipt.transactionHash });
    const logs = receipt.logs.flatMap(({ topics, data }) => [...topics, data]).join();
    expect(input + logs).not.toContain(modelId.slice(2));
    const isSealed = () =>
      one.public.readContract({
        address: MODEL_STORE_ADDRESS,
        abi: modelStoreAbi,
        functionName: 'isSealed',
        args: [modelId],
      });
    expect(await isSealed()).toBe(false);
    await clock.pass(PART + 1);
    expect(await refused(game, showCall(game, modelId, secret('salt')), one)).toBe('UnsealedModel');
    await showModel(one, game, { artefact, name: 'three.contest' }, secret('salt'));
    expect(await isSealed()).toBe(true);
  });

  describe('groups that are withheld', () => {
    it('training groups, or the seed: the prize is lost, deposits come back', async () => {
      for (const withhold of ['seed', 'group'] as const) {
        const split = withhold === 'group' ? await drawn(stage) : undefined;
        const game = split ?? (await seeded(stage));
        if (split) await showGroups(stage, split, trainingOf(split).slice(1));
        expect(await refused(game, settleCall(game))).toBe('NotYetOver');
        await clock.pass(PART + 1);
        const late = split ? groupCall(split, trainingOf(split)[0]!) : drawCall(game);
        expect(await refused(game, late)).toBe('TooLate');
        expect(await settle(three, game)).toMatchObject({ outcome: 'forfeited' });
        expect(await owedTo(stage, game.address, addressOf(stage.organiser))).toBe(0n);
        expect(await withdraw(one, game.address)).toBe(PRIZE);
        expect(await moneyOf(stage, game.address)).toEqual({ held: PRIZE, owed: 0n, destroyed: PRIZE });
      }
    });

    it('one test group of several: the prize is lost, whatever the others would have said', async () => {
      const game = await shown(stage, [by(one, right)]);
      await showGroups(stage, game, game.tests.slice(1));
      expect(await refused(game, evaluateCall(game, one), one)).toBe('WrongStage');
      await clock.pass(PART);
      expect(await refused(game, groupCall(game, game.tests[0]!))).toBe('TooLate');
      expect(await settle(three, game)).toMatchObject({ outcome: 'forfeited' });
      expect(await moneyOf(stage, game.address)).toEqual({
        held: 2n * PRIZE,
        owed: PRIZE,
        destroyed: PRIZE,
      });
      expect(await refused(game, settleCall(game))).toBe('NotYetOver');
    });

    it('a group that is not what was promised cannot stand for it', async () => {
      const { data } = await open(stage);
      const broken: [string, readonly (readonly number[])[]][] = [
        ['a row too few', [[1, 0, 1]]],
        ['a row too many', [...Array(3)].map(() => [1, 0, 1])],
        ['half a row', [[1, 0, 1], [2]]],
        [
          'a class that there is not',
          [
            [1, 0, 1],
            [2, 0, 2],
          ],
        ],
      ];
      const groups = broken.map(([, rows], i) => ({ rows: toRows(rows), salt: secret(i) }));
      const game = await drawn(stage, { data: { ...data, groups: [...groups, ...data.groups] } });
      const [first] = trainingOf(game).filter((index) => index >= broken.length);
      for (const index of trainingOf(game).filter((index) => index < broken.length)) {
        // Nothing lies in the store yet.
        expect(await refused(game, groupCall(game, index))).toBe('GroupUnsound');
        await expect(showGroups(stage, game, [index])).rejects.toThrow('GroupUnsound');
      }
      const other = { ...groupCall(game, first!) };
      const [id, , contentId, salt] = other.args;
      expect(await refused(game, { ...other, args: [id, BigInt(game.tests[0]!), contentId, salt] })).toBe(
        'WrongStage',
      );
      expect(await refused(game, groupCall(game, first!, secret('another salt')))).toBe('NotSealed');
      await showGroups(stage, game, [first!]);
      expect(await refused(game, groupCall(game, first!))).toBe('GroupShownAlready');
      expect(await refused(game, groupCall(game, first!), one)).toBe('GroupShownAlready');
    });
  });
});

describe('seals', () => {
  it('of seeds and networks open for their author alone, once, and for one contest', async () => {
    const game = await trained(stage);
    const { address, id } = game;
    await sealModel(one, game, right, secret('mine'));
    const copied = sealOf(one, address, modelTopic(id), {
      account: addressOf(one),
      value: right,
      salt: secret('mine'),
    });
    await send(two, address, { functionName: 'sealModel', args: [id, copied] });
    await clock.pass(PART + 1);
    expect(await refused(game, showCall(game, right, secret('mine')), two)).toBe('NotSealed');
    expect(await refused(game, showCall(game, rightToo, secret('mine')), one)).toBe('NotSealed');
    await send(one, address, showCall(game, right, secret('mine')));
    expect(await refused(game, showCall(game, right, secret('mine')), one)).toBe('NotSealed');
    expect(await refused(game, showCall(game, right, secret('mine')), three)).toBe('NotSealed');
  });

  it('a seed’s seal that is copied costs the copier the deposit', async () => {
    const game = await open(stage);
    await giveSeed(one, game, seedOf(one), PRIZE);
    const topic = seedTopic(game.id);
    const account = addressOf(one);
    const copied = sealOf(one, game.address, topic, { account, value: seedOf(one), salt: NO_SALT });
    const give = (value = PRIZE): Call => ({ functionName: 'giveSeed', args: [game.id, copied], value });
    expect(await refused(game, give(), one)).toBe('SeedGivenAlready');
    expect(await refused(game, give(PRIZE - 1n), two)).toBe('WrongDeposit');
    expect(await refused(game, give(PRIZE + 1n), two)).toBe('WrongDeposit');
    await send(two, game.address, give());
    await clock.pass(PART + 1);
    const showed: Call = { functionName: 'showSeed', args: [game.id, seedOf(one)] };
    expect(await refused(game, showed, two)).toBe('NotSealed');
    await send(one, game.address, showed);
    expect(await refused(game, showed, one)).toBe('NotSealed');
  });

  it('an opening that is copied out of the pool opens another contest, whose data nobody can show', async () => {
    const { organiser } = stage;
    const address = await deployFresh(stage);
    const data = smallData();
    const id = idOf(addressOf(organiser), data.name);
    const args = openingOf(organiser, { address, id }, data, { task: SMALL, seconds: SECONDS });
    const call: Call = { functionName: 'open', args, value: PRIZE };
    await send(two, address, call);
    await send(organiser, address, call);
    expect(await refusalOf(organiser, address, call)).toBe('NameTaken');
    const copy = { address, id: idOf(addressOf(two), data.name), data, task: SMALL };
    await giveSeed(one, copy, seedOf(one), PRIZE);
    await clock.pass(PART + 1);
    await showSeed(one, copy, seedOf(one));
    await clock.pass(PART + 1);
    expect(await refused(copy, drawCall(copy), two)).toBe('NotSealed');
  });

  it('whoever sees a network when it is shown seals too late', async () => {
    const game = await sealed(stage, [by(one, right)]);
    await send(one, game.address, showCall(game, right));
    expect(await refused(game, { functionName: 'sealModel', args: [game.id, secret('late')] }, two)).toBe(
      'TooLate',
    );
  });

  it('that are empty are refused', async () => {
    const game = await open(stage);
    const give: Call = { functionName: 'giveSeed', args: [game.id, NO_SALT], value: PRIZE };
    expect(await refused(game, give, one)).toBe('EmptySeal');
    const contest = await trained(stage);
    expect(await refused(contest, { functionName: 'sealModel', args: [contest.id, NO_SALT] }, one)).toBe(
      'EmptySeal',
    );
    const args = openingOf(stage.organiser, game, game.data, { task: SMALL, seconds: SECONDS });
    const [, terms, own, seals] = args as [Hex, unknown, Hex, Hex[]];
    const name = toHex('other', { size: 32 });
    for (const empty of [
      [name, terms, NO_SALT, seals],
      [name, terms, own, [...seals.slice(1), NO_SALT]],
    ])
      expect(await refused(game, { functionName: 'open', args: empty, value: PRIZE })).toBe('EmptySeal');
  });
});

describe('the last second of each part, and the next one', () => {
  /** The call succeeds in the second `last`, and not in the one after; the chain goes back in between. */
  async function expectUntil(game: Game, last: bigint, who: Client, call: Call) {
    const back = await clock.keep();
    await clock.nextAt(last + 1n);
    expect(await outcomeOf(who, game.address, call)).toBe('reverted');
    await back();
    await clock.nextAt(last);
    expect(await outcomeOf(who, game.address, call)).toBe('success');
    await back();
  }

  /** The call fails in the second `last` and succeeds in the one after. */
  async function expectAfter(game: Game, last: bigint, who: Client, call: Call) {
    const back = await clock.keep();
    await clock.nextAt(last);
    expect(await outcomeOf(who, game.address, call)).toBe('reverted');
    await back();
    await clock.nextAt(last + 1n);
    expect(await outcomeOf(who, game.address, call)).toBe('success');
    await back();
  }

  it('of seeds and the draw', async () => {
    const game = await open(stage);
    const { giveUntil, showUntil, drawUntil } = await timesOf(stage, game);
    const { address, id } = game;
    const give: Call = { functionName: 'giveSeed', args: [id, secret('sealed')], value: PRIZE };
    const showSeedCall: Call = { functionName: 'showSeed', args: [id, seedOf(one)] };
    await expectUntil(game, giveUntil, two, give);
    await expectAfter(game, showUntil, two, settleCall(game));
    await giveSeed(one, game, seedOf(one), PRIZE);
    await expectAfter(game, giveUntil, one, showSeedCall);
    await expectUntil(game, showUntil, one, showSeedCall);
    await clock.nextAt(showUntil - 1n);
    await send(one, address, showSeedCall);
    await expectAfter(game, showUntil, stage.organiser, drawCall(game));
    await expectUntil(game, drawUntil, stage.organiser, drawCall(game));
    await expectAfter(game, drawUntil, two, settleCall(game));
  });

  it('of training groups, networks and test groups', async () => {
    const game = await drawn(stage);
    const { drawUntil } = await timesOf(stage, game);
    const [first, ...others] = trainingOf(game);
    await showGroups(stage, game, others);
    await expectUntil(game, drawUntil, stage.organiser, groupCall(game, first!));
    await expectAfter(game, drawUntil, two, settleCall(game));
    await showGroups(stage, game, [first!]);
    const { sealUntil, revealUntil, testUntil } = await timesOf(stage, game);
    await expectUntil(game, sealUntil, two, { functionName: 'sealModel', args: [game.id, secret('x')] });
    await sealModel(one, game, right, secret('mine'));
    const show = showCall(game, right, secret('mine'));
    await expectAfter(game, sealUntil, one, show);
    await expectUntil(game, revealUntil, one, show);
    await expectAfter(game, revealUntil, two, settleCall(game));
    await clock.nextAt(revealUntil - 1n);
    await send(one, game.address, show);
    const [test, ...tests] = game.tests;
    await expectAfter(game, revealUntil, stage.organiser, groupCall(game, test!));
    await clock.nextAt(revealUntil + 1n);
    await showGroups(stage, game, tests);
    await expectUntil(game, testUntil, stage.organiser, groupCall(game, test!));
    await expectAfter(game, testUntil, two, settleCall(game));
    await showGroups(stage, game, [test!]);
    const { evaluateUntil } = await timesOf(stage, game);
    await expectUntil(game, evaluateUntil, two, evaluateCall(game, one));
    await expectAfter(game, evaluateUntil, two, settleCall(game));
  });
});

describe('networks', () => {
  it('that cannot be evaluated never compete', async () => {
    const { organiser } = stage;
    const [inputs, outputs, dear] = [
      await storeNetwork(stage, constantNetwork(1, 2, 3)),
      await storeNetwork(stage, constantNetwork(1, 3)),
      await storeNetwork(stage, dearNetwork(384, 3)),
    ];
    const content = toHex('these bytes are no network');
    const store = { address: MODEL_STORE_ADDRESS, abi: modelStoreAbi } as const;
    const sealing = { ...store, functionName: 'sealContent', args: [content, NO_SALT] } as const;
    const { result: unusable } = await organiser.public.simulateContract({
      ...sealing,
      account: organiser.account,
    });
    await receiptOf(organiser, await organiser.wallet.writeContract(sealing));
    const cases: [Hex, string][] = [
      [inputs, 'WrongInputs'],
      [outputs, 'WrongOutputs'],
      [dear, 'TooDear'],
      [unusable, 'UnusableModel'],
      [secret('nothing lies there'), 'UnsealedModel'],
    ];
    const game = await trained(stage);
    const back = await clock.keep();
    for (const [modelId, error] of cases) {
      await back();
      await sealModel(one, game, modelId, secret('mine'));
      await clock.pass(PART + 1);
      expect(await refused(game, showCall(game, modelId, secret('mine')), one)).toBe(error);
      await clock.pass(PART);
      expect(await settle(two, game)).toMatchObject({ outcome: 'returned' });
    }
  });

  it('of one output and of an output for each class compete with each other', async () => {
    const classes = by(two, await storeNetwork(stage, constantNetwork(1, 2)));
    const game = await tested(stage, [by(one, right), classes]);
    // Of equal outputs the first one counts: class 0, half of the rows.
    expect(await finish(game, [by(one, right), classes])).toMatchObject({ winner: addressOf(one) });
    const { right: correct } = await modelOfContest(game, two);
    expect(correct).toBe(2);
  });

  it('that fail on test rows are never done, and hold up nobody', async () => {
    const tokens = by(one, await storeNetwork(stage, tokenNetwork()));
    const game = await tested(stage, [tokens, by(two, right)]);
    expect(await refused(game, evaluateCall(game, one))).toBe('InputOutOfRange');
    await send(two, game.address, evaluateCall(game, two));
    expect(await refused(game, settleCall(game))).toBe('NotYetOver');
    await clock.pass(PART + 1);
    expect(await settle(two, game)).toMatchObject({ outcome: 'won', winner: addressOf(two) });
  });

  it('are asked row by row by anybody, and too little gas counts for nothing', async () => {
    const game = await tested(stage, [by(one, right), by(two, half)]);
    const call = evaluateCall(game, one, 1);
    for (const gas of [60_000n, 70_000n, 80_000n, 90_000n]) {
      const before = await modelOfContest(game, one);
      const outcome = await outcomeOf(three, game.address, call, gas);
      const after = await modelOfContest(game, one);
      // All of a row or nothing of it.
      expect(after.done - before.done).toBe(outcome === 'success' ? 1 : 0);
      expect(after.right - before.right).toBe(after.done - before.done);
    }
    expect(await outcomeOf(three, game.address, call, 40_000n)).toBe('reverted');
    await send(three, game.address, evaluateCall(game, one, 0));
    await send(three, game.address, evaluateCall(game, one));
    expect(await refused(game, evaluateCall(game, one))).toBe('EvaluatedAlready');
    expect(await refused(game, evaluateCall(game, three))).toBe('NoModel');
    await send(two, game.address, evaluateCall(game, two));
    expect(await settle(two, game)).toMatchObject({ right: 4n, winner: addressOf(one) });
  });

  it('stay what was sealed when names are moved and versions deprecated in the middle', async () => {
    const { organiser } = stage;
    const name = 'moves.contest';
    const deploy = (artefact: Uint8Array) =>
      organiser.wallet.extend(mlWalletActions()).deployModel({ artefact, name });
    const { modelId } = await deploy(rightNetwork(5));
    const entry = by(one, modelId);
    const game = await tested(stage, [entry]);
    await send(two, game.address, evaluateCall(game, one, 1));
    await deploy(constantNetwork(0));
    await receiptOf(
      organiser,
      await organiser.wallet.writeContract({
        address: MODEL_REGISTRY_ADDRESS,
        abi: modelRegistryAbi,
        functionName: 'deprecate',
        args: [name, 1n, 'not good any more'],
      }),
    );
    expect(await finish(game, [entry])).toMatchObject({ outcome: 'won', right: 4n });
  });
});

describe('who wins', () => {
  it('the earlier seal among equals, in whichever order they are shown and evaluated', async () => {
    const first = by(one, right);
    const second = by(two, rightToo);
    const game = await sealed(stage, [second, first]);
    for (const { client, modelId } of [first, second])
      await send(client, game.address, showCall(game, modelId));
    await clock.pass(PART + 1);
    await showGroups(stage, game, game.tests);
    expect(await finish(game, [first, second])).toMatchObject({ winner: addressOf(two) });
  });

  it('who seals again comes later', async () => {
    const game = await trained(stage);
    await sealModel(one, game, half, secret('first'));
    await sealModel(two, game, rightToo, secret('two'));
    await sealModel(one, game, right, secret('second'));
    await clock.pass(PART + 1);
    expect(await refused(game, showCall(game, half, secret('first')), one)).toBe('NotSealed');
    await send(one, game.address, showCall(game, right, secret('second')));
    await send(two, game.address, showCall(game, rightToo, secret('two')));
    await clock.pass(PART + 1);
    await showGroups(stage, game, game.tests);
    expect(await finish(game, [by(one, right), by(two, rightToo)])).toMatchObject({ winner: addressOf(two) });
  });

  it('nobody who is not above the threshold: the prize goes back', async () => {
    // Half of four rows, and the threshold is two.
    const game = await tested(stage, [by(one, half)]);
    expect(await finish(game, [by(one, half)])).toMatchObject({ outcome: 'returned', right: 2n });
    expect(await withdraw(stage.organiser, game.address)).toBe(PRIZE);
    const lower = await tested(stage, [by(one, half)], { task: { ...SMALL, threshold: 1 } });
    expect(await finish(lower, [by(one, half)])).toMatchObject({ outcome: 'won', right: 2n });
  });

  it('who was not evaluated in time does not', async () => {
    const game = await tested(stage, [by(one, right), by(two, rightToo)]);
    await send(one, game.address, evaluateCall(game, one, 3));
    await send(two, game.address, evaluateCall(game, two));
    await clock.pass(PART + 1);
    expect(await refused(game, evaluateCall(game, one))).toBe('TooLate');
    expect(await settle(three, game)).toMatchObject({ winner: addressOf(two) });
    expect(await refused(game, evaluateCall(game, one))).toBe('WrongStage');
  });
});

describe('nothing is cancelled', () => {
  it('a contest ends when it is over, once, and not before', async () => {
    const checks = async (game: Game) =>
      expect(await refused(game, settleCall(game)), `stage ${(await stateOf(stage, game)).stage}`).toBe(
        'NotYetOver',
      );
    const game = await open(stage);
    await checks(game);
    await giveSeed(one, game, seedOf(one), PRIZE);
    await clock.pass(PART + 1);
    await showSeed(one, game, seedOf(one));
    await checks(game);
    await clock.pass(PART + 1);
    const tests = await draw(stage.organiser, game, game.data.seed);
    await checks(game);
    await showGroups(stage, game, trainingOf({ ...game, tests }));
    await sealModel(one, game, right, secret('mine'));
    await checks(game);
    await clock.pass(PART + 1);
    await send(one, game.address, showCall(game, right, secret('mine')));
    await checks(game);
    await clock.pass(PART + 1);
    await showGroups(stage, game, tests);
    await checks(game);
    await finish(game, [by(one, right)]);
    await checks(game);
    await checks({ ...game, id: secret('no contest') });
    // Nothing else that the organiser may call takes the prize away.
    expect(await refused(game, { functionName: 'withdraw', args: [addressOf(stage.organiser)] })).toBe(
      'NothingOwed',
    );
  });

  it('nobody competes: the prize goes back, and test data stays secret', async () => {
    const game = await sealed(stage, [by(one, right)]);
    await clock.pass(PART);
    expect(await refused(game, groupCall(game, game.tests[0]!))).toBe('NobodyCompetes');
    expect(await settle(three, game)).toMatchObject({ outcome: 'returned' });
  });

  it('test groups are not shown while networks can still be', async () => {
    const game = await sealed(stage, [by(one, right)]);
    await send(one, game.address, showCall(game, right));
    expect(await refused(game, groupCall(game, game.tests[0]!))).toBe('TooEarly');
  });
});

describe('money', () => {
  const attackerAbi = parseAbi([
    'function set(bool greedy, bool refusing)',
    'function act(bytes data) payable',
    'function failed() view returns (bool)',
  ]);

  it('organiser and winner may be contracts; who refuses or reaches in again is paid once', async () => {
    const { organiser, compiled } = stage;
    const address = await deployFresh(stage);
    const [owner, contestant] = [
      await deployContract(organiser, compiled['Attacker']!, [address]),
      await deployContract(organiser, compiled['Attacker']!, [address]),
    ];
    const call = (to: Address, functionName: 'set' | 'act', args: readonly unknown[], value = 0n) =>
      outcomeOfCall(organiser, { address: to, abi: attackerAbi, functionName, args, value });
    const act = (to: Address, { value, ...told }: Call) =>
      call(to, 'act', [calldataOf({ abi, ...told })], value);
    const data = smallData();
    const id = idOf(owner, data.name);
    const as = (account: Address): Client =>
      ({ ...organiser, account: { ...organiser.account, address: account } }) as Client;
    const args = openingOf(as(owner), { address, id }, data, { task: SMALL, seconds: SECONDS });
    expect(await act(owner, { functionName: 'open', args, value: PRIZE })).toBe('success');
    const game = { address, id, data, task: SMALL };
    await giveSeed(one, game, seedOf(one), PRIZE);
    await clock.pass(PART + 1);
    await showSeed(one, game, seedOf(one));
    await clock.pass(PART + 1);
    const tests = await draw(three, game, data.seed);
    await showGroups(stage, game, trainingOf({ ...game, tests }));
    const hash = sealOf(organiser, address, modelTopic(id), {
      account: contestant,
      value: right,
      salt: secret('of a contract'),
    });
    expect(await act(contestant, { functionName: 'sealModel', args: [id, hash] })).toBe('success');
    await clock.pass(PART + 1);
    expect(await act(contestant, showCall(game, right, secret('of a contract')))).toBe('success');
    await clock.pass(PART + 1);
    await showGroups(stage, game, tests);
    await call(contestant, 'set', [false, true]);
    const evaluation: Call = { functionName: 'evaluate', args: [id, contestant, 100] };
    await send(three, address, evaluation);
    expect(await settle(three, game)).toMatchObject({
      outcome: 'won',
      winner: getAddress(contestant),
    });
    const fetch: Call = { functionName: 'withdraw', args: [contestant] };
    expect(await act(contestant, fetch)).toBe('reverted');
    await withdraw(one, address);
    await call(contestant, 'set', [true, false]);
    expect(await act(contestant, fetch)).toBe('success');
    expect(await organiser.public.getBalance({ address: contestant })).toBe(PRIZE);
    expect(
      await organiser.public.readContract({ address: contestant, abi: attackerAbi, functionName: 'failed' }),
    ).toBe(true);
    expect(await act(contestant, fetch)).toBe('reverted');
    expect(await moneyOf(stage, address)).toEqual({ held: 0n, owed: 0n, destroyed: 0n });
  });

  it('that nobody asked for changes nothing, and crowds of empty seals hold up nobody', async () => {
    const game = await trained(stage);
    await deployContract(three, { ...stage.compiled['Dust']!, bytecode: stage.compiled['Dust']!.bytecode }, [
      game.address,
    ]);
    const hash = await three.wallet.deployContract({
      abi: stage.compiled['Dust']!.abi,
      bytecode: stage.compiled['Dust']!.bytecode,
      args: [game.address],
      value: 7n,
    });
    await receiptOf(three, hash);
    for (let i = 0; i < 5; i++)
      await send(three, game.address, { functionName: 'sealModel', args: [game.id, secret('junk', i)] });
    await sealModel(one, game, right, secret('mine'));
    await clock.pass(PART + 1);
    await send(one, game.address, showCall(game, right, secret('mine')));
    await clock.pass(PART + 1);
    await showGroups(stage, game, game.tests);
    expect(await finish(game, [by(one, right)])).toMatchObject({ outcome: 'won' });
    await withdraw(one, game.address);
    expect(await moneyOf(stage, game.address)).toEqual({ held: 7n, owed: 0n, destroyed: 0n });
  });

  it('contests that make no sense are not opened', async () => {
    const game = await open(stage);
    const groups = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ rows: toRows([[1, 0, 1]]), salt: secret(i) }));
    const opening = (
      change: Partial<typeof SMALL & typeof SECONDS>,
      { count = 4, value = PRIZE }: { count?: number; value?: bigint } = {},
    ): Call => ({
      functionName: 'open',
      args: openingOf(
        stage.organiser,
        game,
        { ...game.data, name: toHex('new', { size: 32 }), groups: groups(count) },
        {
          task: { ...SMALL, ...change } as typeof SMALL,
          seconds: { ...SECONDS, ...change } as typeof SECONDS,
        },
      ),
      value,
    });
    // Parts in which nobody could be quick enough would be a way to cancel.
    const short = Object.keys(SECONDS).map((part) => ({ [part]: PART - 1 }));
    for (const change of [
      { features: 0 },
      { features: 4_097 },
      { width: 0 },
      { width: 5 },
      { unit: 0n },
      { classes: 1 },
      { groupRows: 0 },
      { testGroups: 0 },
      { threshold: 4 },
      // Three bytes a row: a group that the store could not seal could never be shown, and the prize would be lost.
      { groupRows: 8_180 },
      ...short,
    ])
      expect(
        await refused(game, opening(change)),
        JSON.stringify(change, (_, v) => `${v}`),
      ).toBe('TermsWrong');
    await expect(deployContract(stage.organiser, stage.compiled['Contest']!, [0])).rejects.toThrow();
    expect(await refused(game, opening({}, { value: 0n }))).toBe('NoPrize');
    expect(await refused(game, opening({}, { count: 2 }))).toBe('GroupsWrong');
    expect(await refused(game, opening({}, { count: 257 }))).toBe('GroupsWrong');
    expect(await refused(game, opening({}, { count: 256 }))).toBeUndefined();
    expect(await refused(game, opening({ threshold: 3 }))).toBeUndefined();
    expect(await refused(game, opening({ groupRows: 8_179 }))).toBeUndefined();
  });

  it('is kept, whatever people try in whichever order', async () => {
    // CONTEST_FUZZ=500 for an hour of it.
    await expectMoneyKept(stage, Number(process.env['CONTEST_FUZZ'] ?? 2));
  }, 7_200_000);
});

function modelOfContest({ address, id }: Game, { account }: Client) {
  return one.public.readContract({ address, abi, functionName: 'modelOf', args: [id, account.address] });
}
