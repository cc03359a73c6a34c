import { MODEL_STORE_ADDRESS, modelStoreAbi } from '@evm-ml/evm';
import { bandNetwork, dearNetwork, rightNetwork } from '@evm-ml/example-story/testing';
import { afterAll, describe, expect, it } from 'vitest';
import {
  abi,
  draw,
  evaluate,
  giveSeed,
  modelIdOf,
  sealModel,
  settle,
  showModel,
  showSeed,
  withdraw,
} from '../src/contest.ts';
import { pickGroups } from '../src/draw.ts';
import {
  addressOf,
  by,
  deployFresh,
  drawCall,
  drawn,
  evaluateCall,
  groupCall,
  moneyOf,
  open,
  owedTo,
  PRIZE,
  SMALL,
  secret,
  seeded,
  seedOf,
  setStage,
  settleCall,
  showCall,
  showGroups,
  shown,
  smallData,
  storeNetwork,
  tested,
  toRows,
  trained,
  trainingOf,
} from './stage.ts';

const stage = await setStage();
afterAll(() => stage.node.close());
const { clock, past, refused, finish, networks } = stage;
const { right, half } = networks;
const [one, two, three] = stage.people;

describe('limits of the original that are gone', () => {
  it('a bias a layer: each unit has its own', async () => {
    // Class 1 lies between two borders: units of one weight and different biases find it.
    const rows = [2, 6, 3, 7, 4, 8, 2, 9].map((x) => [x, 0, x < 5 ? 1 : 0]);
    const groups = [0, 1, 2, 3].map((index) => ({
      rows: toRows(rows.slice(2 * index, 2 * index + 2)),
      salt: secret('band', index),
    }));
    const data = { ...smallData(), groups };
    const band = by(one, await storeNetwork(stage.organiser, bandNetwork(2, 4)));
    const game = await tested(stage, [band], { data });
    expect(await finish(game, [band])).toMatchObject({ outcome: 'won', right: 4n });
  });

  it('eight million gas: the winner takes more than a block holds, in several transactions', async () => {
    const dear = by(one, await storeNetwork(stage.organiser, dearNetwork(128, 3)));
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
      await past(game, 'giveUntil');
      await showSeed(one, game, seedOf(one));
      expect(await refused(game, drawCall(game))).toBe('TooEarly');
      await past(game, 'showUntil');
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
    await past(game, 'sealUntil');
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
        await past(game, 'drawUntil');
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
      await past(game, 'testUntil');
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
