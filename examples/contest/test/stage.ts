import { MODEL_STORE_ADDRESS, modelStoreAbi } from '@evm-ml/evm';
import { mlWalletActions } from '@evm-ml/evm/viem';
import {
  type Client,
  type Contract,
  compileContracts,
  createClient,
  deployContract,
  outcomeOf as outcomeOfCall,
  refusalOf as refusalOfCall,
} from '@evm-ml/example-story';
import { clockOf as clockOfNode, moneyOf as moneyOfPayouts } from '@evm-ml/example-story/testing';
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

/** A node, five accounts, and everything compiled. */
export interface Stage {
  readonly node: RunningNode;
  readonly organiser: Client;
  /** Contestants, and others. */
  readonly people: readonly [Client, Client, Client, Client];
  readonly compiled: Readonly<Record<string, Contract>>;
}

export async function setStage(): Promise<Stage> {
  const node = await startNode({ port: 0, dev: true });
  const client = (index: number) => createClient(node, index);
  const compiled = {
    ...compileContracts(contracts, ['Contest']),
    ...compileContracts(new URL('./contracts/', import.meta.url)),
  };
  return { node, organiser: client(0), people: [client(1), client(2), client(3), client(4)], compiled };
}

export const deployFresh = ({ organiser, compiled }: Stage): Promise<Address> =>
  deployContract(organiser, compiled['Contest']!, [PART]);

export const clockOf = ({ node, organiser }: Stage) => clockOfNode(node, organiser);

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

const MODEL_SALT = secret('the contestant’s salt');

/** Networks that are in the store, by whoever put them there. */
export async function storeNetwork({ organiser }: Stage, artefact: Uint8Array): Promise<Hex> {
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
  await clockOf(stage).pass(PART + 1);
  for (const giver of givers) await showSeed(giver, game, seedOf(giver));
  await clockOf(stage).pass(PART + 1);
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
    const { rows } = game.data.groups[index]!;
    const isStored = await stage.organiser.public.readContract({
      address: MODEL_STORE_ADDRESS,
      abi: modelStoreAbi,
      functionName: 'isSealed',
      args: [contentIdOf(rows)],
    });
    if (!isStored) await uploadRows(stage.organiser, rows);
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

export const settleCall = ({ id }: Contest): Call => ({ functionName: 'settle', args: [id] });

/** All have sealed, in this order, and may show. */
export async function sealed(
  stage: Stage,
  competitors: readonly Competitor[],
  options: Parameters<typeof open>[1] = {},
): Promise<Drawn> {
  const game = await trained(stage, options);
  for (const { client, modelId } of competitors) await sealModel(client, game, modelId, MODEL_SALT);
  await clockOf(stage).pass(PART + 1);
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
  await clockOf(stage).pass(PART + 1);
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

export const timesOf = ({ organiser }: Stage, { address, id }: Contest) =>
  organiser.public.readContract({ address, abi, functionName: 'timesOf', args: [id] });

/** What the contract holds, owes and has destroyed. */
export async function moneyOf({ organiser }: Stage, address: Address) {
  const destroyed = await organiser.public.readContract({ address, abi, functionName: 'destroyed' });
  return { ...(await moneyOfPayouts(organiser, address)), destroyed };
}

export const owedTo = ({ organiser }: Stage, address: Address, account: Address): Promise<bigint> =>
  organiser.public.readContract({ address, abi, functionName: 'owed', args: [account] });
