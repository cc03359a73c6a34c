import type { Client } from '@evm-ml/example-story';
import { afterAll, describe, expect, it } from 'vitest';
import { type Call, giveSeed, sealModel, send, settle } from '../src/contest.ts';
import {
  drawCall,
  drawn,
  evaluateCall,
  type Game,
  groupCall,
  open,
  outcomeOf,
  PART,
  PRIZE,
  secret,
  seedOf,
  setStage,
  settleCall,
  showCall,
  showGroups,
  timesOf,
  trainingOf,
} from './stage.ts';

const stage = await setStage();
afterAll(() => stage.node.close());
const { clock, past, networks } = stage;
const { right } = networks;
const [one, two] = stage.people;

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
    const { drawUntil, sealUntil, revealUntil, testUntil, evaluateUntil } = await timesOf(stage, game);
    const [first, ...others] = trainingOf(game);
    await showGroups(stage, game, others);
    await expectUntil(game, drawUntil, stage.organiser, groupCall(game, first!));
    await expectAfter(game, drawUntil, two, settleCall(game));
    await showGroups(stage, game, [first!]);
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
    await expectUntil(game, evaluateUntil, two, evaluateCall(game, one));
    await expectAfter(game, evaluateUntil, two, settleCall(game));
  });
});

describe('a block whose time is long past, as the first one after a rest may be', () => {
  it('moves no deadline: all are known when a contest is opened', async () => {
    const game = await open(stage);
    const { timestamp } = await one.public.getBlock();
    const times = await timesOf(stage, game);
    expect(Object.values(times)).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((parts) => timestamp + BigInt(parts * PART)),
    );
  });

  it('takes no time for seals or for the evaluation from others, whoever shows the last group in it', async () => {
    const game = await drawn(stage);
    const { drawUntil } = await timesOf(stage, game);
    await showGroups(stage, game, trainingOf(game));
    await clock.nextAt(drawUntil + BigInt(PART));
    await sealModel(one, game, right, secret('mine'));
    await clock.nextAt(drawUntil + BigInt(PART + 1));
    await send(one, game.address, showCall(game, right, secret('mine')));
    await past(game, 'revealUntil');
    await showGroups(stage, game, game.tests);
    await clock.nextAt(drawUntil + BigInt(4 * PART));
    await send(two, game.address, evaluateCall(game, one));
    expect(await settle(two, game)).toMatchObject({ outcome: 'won' });
  });

  it('lets a late organiser off when the rest was longer than the next part, unless somebody woke the network', async () => {
    const game = await drawn(stage);
    const { sealUntil, testUntil, evaluateUntil } = await timesOf(stage, game);
    await showGroups(stage, game, trainingOf(game));
    await sealModel(one, game, right, secret('mine'));
    await clock.nextAt(sealUntil + 1n);
    await send(one, game.address, showCall(game, right, secret('mine')));
    await past(game, 'revealUntil');
    const [last, ...tests] = game.tests;
    await showGroups(stage, game, tests);
    const back = await clock.keep();
    // The last one comes when everybody's clock is behind the end of the evaluation, in a block that says otherwise.
    await clock.nextAt(testUntil);
    await showGroups(stage, game, [last!]);
    await clock.nextAt(evaluateUntil + 1n);
    expect(await settle(two, game)).toMatchObject({ outcome: 'returned' });
    await back();
    // What a contestant sends after the deadline is the end of it.
    await clock.nextAt(testUntil + 1n);
    expect(await settle(two, game)).toMatchObject({ outcome: 'forfeited' });
  });
});
