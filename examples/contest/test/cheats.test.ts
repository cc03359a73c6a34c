import { MODEL_REGISTRY_ADDRESS, MODEL_STORE_ADDRESS, modelRegistryAbi, modelStoreAbi } from '@evm-ml/evm';
import { mlWalletActions } from '@evm-ml/evm/viem';
import { type Client, receiptOf } from '@evm-ml/example-story';
import { constantNetwork, dearNetwork, rightNetwork, tokenNetwork } from '@evm-ml/example-story/testing';
import { type Hex, toHex } from 'viem';
import { afterAll, describe, expect, it } from 'vitest';
import {
  abi,
  type Call,
  giveSeed,
  idOf,
  modelTopic,
  NO_SALT,
  openingOf,
  sealModel,
  sealOf,
  seedTopic,
  send,
  settle,
  showSeed,
} from '../src/contest.ts';
import {
  addressOf,
  by,
  deployFresh,
  drawCall,
  evaluateCall,
  type Game,
  open,
  outcomeOf,
  PRIZE,
  refusalOf,
  SECONDS,
  SMALL,
  sealed,
  secret,
  seedOf,
  setStage,
  settleCall,
  showCall,
  smallData,
  storeNetwork,
  tested,
  trained,
} from './stage.ts';

const stage = await setStage();
afterAll(() => stage.node.close());
const { clock, past, refused, finish, networks } = stage;
const { right, rightToo, half } = networks;
const [one, two, three] = stage.people;

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
    await past(game, 'sealUntil');
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
    await past(game, 'giveUntil');
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
    await past(copy, 'giveUntil');
    await showSeed(one, copy, seedOf(one));
    await past(copy, 'showUntil');
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

describe('networks', () => {
  it('that cannot be evaluated never compete', async () => {
    const { organiser } = stage;
    const [inputs, outputs, dear] = [
      await storeNetwork(stage.organiser, constantNetwork(1, 2, 3)),
      await storeNetwork(stage.organiser, constantNetwork(1, 3)),
      await storeNetwork(stage.organiser, dearNetwork(384, 3)),
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
      await past(game, 'sealUntil');
      expect(await refused(game, showCall(game, modelId, secret('mine')), one)).toBe(error);
      await past(game, 'revealUntil');
      expect(await settle(two, game)).toMatchObject({ outcome: 'returned' });
    }
  });

  it('of one output and of an output for each class compete with each other', async () => {
    const classes = by(two, await storeNetwork(stage.organiser, constantNetwork(1, 2)));
    const game = await tested(stage, [by(one, right), classes]);
    // Of equal outputs the first one counts: class 0, half of the rows.
    expect(await finish(game, [by(one, right), classes])).toMatchObject({ winner: addressOf(one) });
    const { right: correct } = await modelOfContest(game, two);
    expect(correct).toBe(2);
  });

  it('that fail on test rows are never done, and hold up nobody', async () => {
    const tokens = by(one, await storeNetwork(stage.organiser, tokenNetwork()));
    const game = await tested(stage, [tokens, by(two, right)]);
    expect(await refused(game, evaluateCall(game, one))).toBe('InputOutOfRange');
    await send(two, game.address, evaluateCall(game, two));
    expect(await refused(game, settleCall(game))).toBe('NotYetOver');
    await past(game, 'evaluateUntil');
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

function modelOfContest({ address, id }: Game, { account }: Client) {
  return one.public.readContract({ address, abi, functionName: 'modelOf', args: [id, account.address] });
}
