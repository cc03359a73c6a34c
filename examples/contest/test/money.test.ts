import {
  type Client,
  calldataOf,
  deployContract,
  outcomeOf as outcomeOfCall,
  receiptOf,
} from '@evm-ml/example-story';
import { type Address, getAddress, parseAbi, toHex } from 'viem';
import { afterAll, describe, expect, it } from 'vitest';
import {
  abi,
  type Call,
  draw,
  giveSeed,
  idOf,
  modelTopic,
  openingOf,
  sealModel,
  sealOf,
  send,
  settle,
  showSeed,
  withdraw,
} from '../src/contest.ts';
import { expectMoneyKept } from './money.ts';
import {
  by,
  deployFresh,
  moneyOf,
  open,
  PART,
  PRIZE,
  SECONDS,
  SMALL,
  secret,
  seedOf,
  setStage,
  showCall,
  showGroups,
  smallData,
  toRows,
  trained,
  trainingOf,
} from './stage.ts';

const stage = await setStage();
afterAll(() => stage.node.close());
const { past, refused, finish, networks } = stage;
const { right } = networks;
const [one, , three] = stage.people;

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
    await past(game, 'giveUntil');
    await showSeed(one, game, seedOf(one));
    await past(game, 'showUntil');
    const tests = await draw(three, game, data.seed);
    await showGroups(stage, game, trainingOf({ ...game, tests }));
    const hash = sealOf(organiser, address, modelTopic(id), {
      account: contestant,
      value: right,
      salt: secret('of a contract'),
    });
    expect(await act(contestant, { functionName: 'sealModel', args: [id, hash] })).toBe('success');
    await past(game, 'sealUntil');
    expect(await act(contestant, showCall(game, right, secret('of a contract')))).toBe('success');
    await past(game, 'revealUntil');
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
    await past(game, 'sealUntil');
    await send(one, game.address, showCall(game, right, secret('mine')));
    await past(game, 'revealUntil');
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
