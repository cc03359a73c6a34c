import { mlWalletActions } from '@evm-ml/evm/viem';
import {
  type Client,
  type Contracts,
  compileContracts,
  createClient,
  deployContract,
  outcomeOf as outcomeOfCall,
  refusalOf as refusalOfCall,
} from '@evm-ml/example-story';
import {
  clockOf,
  constantNetwork,
  moneyOf as moneyOfPayouts,
  rightNetwork,
} from '@evm-ml/example-story/testing';
import { type RunningNode, startNode } from '@evm-ml/node';
import { type Address, type Hex, keccak256, parseEther, toHex } from 'viem';
import {
  abi,
  type Call,
  type Contest,
  contentIdOf,
  contracts,
  type Data,
  draw,
  giveSeed,
  openContest,
  type Seconds,
  sealModel,
  send,
  settle,
  showSeed,
  type Task,
  uploadRows,
} from '../src/contest.ts';

export const PRIZE = parseEther('1');
export const PART = 100;

/** Of the tests' contests: a hundred seconds for each part. */
export const SECONDS: Seconds = {
  giveSeconds: PART,
  showSeconds: PART,
  drawSeconds: PART,
  sealSeconds: PART,
  revealSeconds: PART,
  testSeconds: PART,
  evaluateSeconds: PART,
};

/** Two features, of which the sign of the first is the class; four groups of a row of each class. */
export const SMALL: Task = {
  features: 2,
  width: 1,
  unit: 10n ** 18n,
  classes: 2,
  groupRows: 2,
  testGroups: 2,
  threshold: 2,
};

export const secret = (...what: readonly (string | number)[]): Hex => keccak256(toHex(what.join(' ')));

/** Rows of numbers of one byte, each with its class behind them. */
export const toRows = (rows: readonly (readonly number[])[]): Uint8Array =>
  Uint8Array.from(rows.flat().map((number) => number & 255));

/** The small contest's data; another `seed` is another organiser's seed. */
export function smallData(seed = 'seed', name = 'small', groupRows = 2): Data {
  const groups = [0, 1, 2, 3].map((index) => ({
    rows: toRows(
      Array.from({ length: groupRows }, (_, row) =>
        row % 2 === 0 ? [index + 1, row, 1] : [-index - 1, row, 0],
      ),
    ),
    salt: secret('salt', index),
  }));
  return { name: toHex(name, { size: 32 }), seed: secret(seed), groups };
}

export type Stage = Awaited<ReturnType<typeof setStage>>;

/** A node with five accounts, everything compiled, and in the store all rows of the small contest and three networks. */
export async function setStage() {
  const node: RunningNode = await startNode({ port: 0, dev: true });
  const client = (index: number): Client => createClient(node, index);
  const organiser = client(0);
  /** Contestants, and others. */
  const people: readonly [Client, Client, Client, Client] = [client(1), client(2), client(3), client(4)];
  const compiled: Contracts = {
    ...compileContracts(contracts, ['Contest']),
    ...compileContracts(new URL('./contracts/', import.meta.url)),
  };
  const clock = clockOf(node, organiser);
  const networks = {
    right: await storeNetwork(organiser, rightNetwork()),
    /** The same in other bytes. */
    rightToo: await storeNetwork(organiser, rightNetwork(2)),
    /** Always class 1, which half of the rows are. */
    half: await storeNetwork(organiser, constantNetwork(1)),
  };
  for (const { rows } of smallData().groups) await uploadRows(organiser, rows);
  return {
    node,
    organiser,
    people,
    compiled,
    clock,
    networks,
    /** The first second behind a deadline. */
    past: async (contest: Contest, part: keyof Awaited<ReturnType<typeof timesOf>>): Promise<void> =>
      clock.goTo((await timesOf({ organiser }, contest))[part] + 1n),
    refused: (game: Game, call: Call, who = organiser) => refusalOf(who, game.address, call),
    /** Evaluates all of these and ends the contest. */
    finish: async (game: Game, competitors: readonly Competitor[]) => {
      for (const { client: who } of competitors) await send(people[2], game.address, evaluateCall(game, who));
      return settle(people[2], game);
    },
  };
}

export const deployFresh = ({ organiser, compiled }: Stage): Promise<Address> =>
  deployContract(organiser, compiled['Contest']!, [PART]);

/** Name of the error with which the contract refuses a call in the next block; undefined where it does not. */
export const refusalOf = (client: Client, address: Address, call: Call): Promise<string | undefined> =>
  refusalOfCall(client, { address, abi, ...call });

/** Sends a call whatever becomes of it: 'success' or 'reverted'. */
export const outcomeOf = (client: Client, address: Address, call: Call, gas?: bigint): Promise<string> =>
  outcomeOfCall(client, { address, abi, ...call }, gas);

/** What a contestant of the small contest has. */
export interface Competitor {
  readonly client: Client;
  readonly modelId: Hex;
}

export const by = (client: Client, modelId: Hex): Competitor => ({ client, modelId });
export const addressOf = ({ account }: Client): Address => account.address;

const MODEL_SALT = secret('the contestant’s salt');

/** Networks that are in the store, by whoever put them there. */
export async function storeNetwork(organiser: Client, artefact: Uint8Array): Promise<Hex> {
  const name = `n${keccak256(artefact).slice(2, 20)}.contest`;
  return (await organiser.wallet.extend(mlWalletActions()).deployModel({ artefact, name })).modelId;
}

/** One contest on its way, of a contract of its own. */
export interface Game extends Contest {
  readonly data: Data;
  readonly task: Task;
}

/** Opens the small contest, or another. */
export async function open(
  stage: Stage,
  { data = smallData(), task = SMALL }: { readonly data?: Data; readonly task?: Task } = {},
): Promise<Game> {
  const address = await deployFresh(stage);
  const terms = { task, seconds: SECONDS, prize: PRIZE };
  const { contest } = await openContest(stage.organiser, address, data, terms);
  return { ...contest, data, task };
}

export const seedOf = ({ account }: Client): Hex => secret('seed of', account.address);

/** Opens it and lets `givers` give seeds and show them; those who are `late` do not show theirs. */
export async function seeded(
  stage: Stage,
  options: Parameters<typeof open>[1] = {},
  givers: readonly Client[] = [stage.people[0]],
  late: readonly Client[] = [],
): Promise<Game> {
  const game = await open(stage, options);
  for (const giver of [...givers, ...late]) await giveSeed(giver, game, seedOf(giver), PRIZE);
  await stage.past(game, 'giveUntil');
  for (const giver of givers) await showSeed(giver, game, seedOf(giver));
  await stage.past(game, 'showUntil');
  return game;
}

/** A game whose test groups were drawn. */
export interface Drawn extends Game {
  readonly tests: readonly number[];
}

export async function drawn(stage: Stage, options: Parameters<typeof open>[1] = {}): Promise<Drawn> {
  const game = await seeded(stage, options);
  return { ...game, tests: await draw(stage.organiser, game, game.data.seed) };
}

/** Shows groups whose rows may be in the store already. */
export async function showGroups(stage: Stage, game: Game, groups: readonly number[]): Promise<void> {
  for (const index of groups) {
    await uploadRows(stage.organiser, game.data.groups[index]!.rows);
    await send(stage.organiser, game.address, groupCall(game, index));
  }
}

export const groupCall = ({ id, data }: Game, index: number, salt?: Hex): Call => ({
  functionName: 'showGroup',
  args: [id, BigInt(index), contentIdOf(data.groups[index]!.rows), salt ?? data.groups[index]!.salt],
});

export const trainingOf = ({ data, tests }: Drawn): readonly number[] =>
  data.groups.map((_, index) => index).filter((index) => !tests.includes(index));

/** Contestants may seal. */
export async function trained(stage: Stage, options: Parameters<typeof open>[1] = {}): Promise<Drawn> {
  const game = await drawn(stage, options);
  await showGroups(stage, game, trainingOf(game));
  return game;
}

export const showCall = ({ id }: Contest, modelId: Hex, salt = MODEL_SALT): Call => ({
  functionName: 'showModel',
  args: [id, modelId, salt],
});

export const evaluateCall = ({ id }: Contest, { account }: Client, most = 1_000): Call => ({
  functionName: 'evaluate',
  args: [id, account.address, most],
});

export const drawCall = ({ id, data }: Game, seed = data.seed): Call => ({
  functionName: 'draw',
  args: [id, seed],
});

export const settleCall = ({ id }: Contest): Call => ({ functionName: 'settle', args: [id] });

/** All have sealed, in this order, and may show. */
export async function sealed(
  stage: Stage,
  competitors: readonly Competitor[],
  options: Parameters<typeof open>[1] = {},
): Promise<Drawn> {
  const game = await trained(stage, options);
  for (const { client, modelId } of competitors) await sealModel(client, game, modelId, MODEL_SALT);
  await stage.past(game, 'sealUntil');
  return game;
}

/** All have shown their networks, and the organiser may show the test groups. */
export async function shown(
  stage: Stage,
  competitors: readonly Competitor[],
  options: Parameters<typeof open>[1] = {},
): Promise<Drawn> {
  const game = await sealed(stage, competitors, options);
  for (const { client, modelId } of competitors) await send(client, game.address, showCall(game, modelId));
  await stage.past(game, 'revealUntil');
  return game;
}

/** All may be evaluated. */
export async function tested(
  stage: Stage,
  competitors: readonly Competitor[],
  options: Parameters<typeof open>[1] = {},
): Promise<Drawn> {
  const game = await shown(stage, competitors, options);
  await showGroups(stage, game, game.tests);
  return game;
}

export const stateOf = ({ organiser }: Stage, { address, id }: Contest) =>
  organiser.public.readContract({ address, abi, functionName: 'stateOf', args: [id] });

export const timesOf = ({ organiser }: { readonly organiser: Client }, { address, id }: Contest) =>
  organiser.public.readContract({ address, abi, functionName: 'timesOf', args: [id] });

/** What the contract holds, owes and has destroyed. */
export async function moneyOf({ organiser }: Stage, address: Address) {
  const destroyed = await organiser.public.readContract({ address, abi, functionName: 'destroyed' });
  return { ...(await moneyOfPayouts(organiser, address)), destroyed };
}

export const owedTo = ({ organiser }: Stage, address: Address, account: Address): Promise<bigint> =>
  organiser.public.readContract({ address, abi, functionName: 'owed', args: [account] });
