import { afterAll, describe, expect, it } from 'vitest';
import { draw, giveSeed, sealModel, send, settle, showSeed, withdraw } from '../src/contest.ts';
import {
  addressOf,
  by,
  evaluateCall,
  type Game,
  groupCall,
  open,
  PRIZE,
  SMALL,
  sealed,
  secret,
  seedOf,
  setStage,
  settleCall,
  showCall,
  showGroups,
  stateOf,
  tested,
  trained,
  trainingOf,
} from './stage.ts';

const stage = await setStage();
afterAll(() => stage.node.close());
const { past, refused, finish, networks } = stage;
const { right, rightToo, half } = networks;
const [one, two, three] = stage.people;

describe('who wins', () => {
  it('the earlier seal among equals, in whichever order they are shown and evaluated', async () => {
    const first = by(one, right);
    const second = by(two, rightToo);
    const game = await sealed(stage, [second, first]);
    for (const { client, modelId } of [first, second])
      await send(client, game.address, showCall(game, modelId));
    await past(game, 'revealUntil');
    await showGroups(stage, game, game.tests);
    expect(await finish(game, [first, second])).toMatchObject({ winner: addressOf(two) });
  });

  it('who seals again comes later', async () => {
    const game = await trained(stage);
    await sealModel(one, game, half, secret('first'));
    await sealModel(two, game, rightToo, secret('two'));
    await sealModel(one, game, right, secret('second'));
    await past(game, 'sealUntil');
    expect(await refused(game, showCall(game, half, secret('first')), one)).toBe('NotSealed');
    await send(one, game.address, showCall(game, right, secret('second')));
    await send(two, game.address, showCall(game, rightToo, secret('two')));
    await past(game, 'revealUntil');
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
    await past(game, 'evaluateUntil');
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
    await past(game, 'giveUntil');
    await showSeed(one, game, seedOf(one));
    await checks(game);
    await past(game, 'showUntil');
    const tests = await draw(stage.organiser, game, game.data.seed);
    await checks(game);
    await showGroups(stage, game, trainingOf({ ...game, tests }));
    await sealModel(one, game, right, secret('mine'));
    await checks(game);
    await past(game, 'sealUntil');
    await send(one, game.address, showCall(game, right, secret('mine')));
    await checks(game);
    await past(game, 'revealUntil');
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
    await past(game, 'revealUntil');
    expect(await refused(game, groupCall(game, game.tests[0]!))).toBe('NobodyCompetes');
    expect(await settle(three, game)).toMatchObject({ outcome: 'returned' });
  });

  it('test groups are not shown while networks can still be', async () => {
    const game = await sealed(stage, [by(one, right)]);
    await send(one, game.address, showCall(game, right));
    expect(await refused(game, groupCall(game, game.tests[0]!))).toBe('TooEarly');
  });
});
