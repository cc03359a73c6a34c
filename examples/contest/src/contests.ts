import { readFileSync } from 'node:fs';
import { developmentAccounts } from '@evm-ml/node/parts';
import { type Address, type Hex, keccak256, parseEther, toHex } from 'viem';
import { privateKeyToAddress } from 'viem/accounts';
import { type Data, idOf, type Task } from './contest.ts';
import { pickGroups, randomnessOf } from './draw.ts';

/** A network that competes, and how many rows of the test a transaction of a few million gas holds. */
export interface Entry {
  readonly name: string;
  readonly what: string;
  readonly rowsAtOnce: number;
}

/** A contest of the story. */
export interface Told {
  readonly name: 'digits' | 'wine';
  readonly what: string;
  readonly task: Task;
  readonly groups: number;
  /** In the order in which they are sealed, by the development accounts from the second on. */
  readonly entries: readonly Entry[];
}

export const PRIZE = parseEther('1');

export const CONTESTS: readonly Told[] = [
  {
    name: 'digits',
    what: 'Which digit is it? 1,000 images of 8 x 8 grey levels',
    task: {
      features: 64,
      width: 1,
      unit: 10n ** 18n / 16n,
      classes: 10,
      groupRows: 50,
      testGroups: 5,
      threshold: 225,
    },
    groups: 20,
    entries: [
      { name: 'linear', what: 'softmax of weighted pixels', rowsAtOnce: 50 },
      { name: 'dense', what: 'a hidden layer of 16 units with relu', rowsAtOnce: 50 },
      { name: 'convolutional', what: 'two convolutions with gelu and pools', rowsAtOnce: 50 },
    ],
  },
  {
    name: 'wine',
    what: 'Which cultivar? 176 wines by two features, flavanoids and colour intensity',
    task: {
      features: 2,
      width: 2,
      unit: 10n ** 16n,
      classes: 3,
      groupRows: 11,
      testGroups: 5,
      threshold: 44,
    },
    groups: 16,
    entries: [
      { name: 'one-unit', what: 'a single hidden unit with relu', rowsAtOnce: 55 },
      { name: 'tanh', what: 'a hidden layer of 8 units with tanh', rowsAtOnce: 55 },
      { name: 'copy', what: 'the same network, found twice, sealed later', rowsAtOnce: 55 },
    ],
  },
];

/** Bytes of a row. */
export const rowBytes = ({ features, width }: Task): number => features * width + 1;

/** A secret of the story; outside of stories they come from a generator that nobody can repeat. */
export const secretOf = (...what: readonly (string | number)[]): Hex =>
  keccak256(toHex(`kept secret: ${what.join(' ')}`));

/** A file that tools/keras/contest/train.py wrote. */
export const modelFile = (name: string): Uint8Array =>
  readFileSync(new URL(`../model/${name}`, import.meta.url));

/** The network of an entry, and what it is published under. */
export function entryModel(contest: Told, { name }: Entry) {
  const file = `${contest.name}-${name === 'copy' ? 'tanh' : name}.evmml`;
  return {
    artefact: modelFile(file),
    origin: modelFile(`${file}.origin`),
    name: `${name}.${contest.name}.contest`,
  };
}

/** What the organiser of a contest knows. */
export function dataOf({ name, task, groups }: Told): Data {
  const rows = modelFile(`${name}.rows`);
  const length = task.groupRows * rowBytes(task);
  return {
    name: toHex(name, { size: 32 }),
    seed: secretOf(name, 'organiser'),
    groups: Array.from({ length: groups }, (_, i) => ({
      rows: rows.slice(i * length, (i + 1) * length),
      salt: secretOf(name, 'group', i),
    })),
  };
}

/** Of a seed that the account `index` gives. */
export const seedOf = ({ name }: Told, index: number): Hex => secretOf(name, 'seed', index);

/** The development account `index`. */
const accountAt = (index: number): Address => privateKeyToAddress(developmentAccounts()[index]!.privateKey);

/**
 * The test groups that the story's seeds will draw: the contestants' and the organiser's. Networks take longer to train than
 * a story lasts, so theirs were trained on the other groups before; that the chain draws the same is tested.
 */
export function foretoldTests(contest: Told): readonly number[] {
  const { name, seed } = dataOf(contest);
  const seeds = contest.entries.map((_, i) => ({ giver: accountAt(i + 1), seed: seedOf(contest, i + 1) }));
  const randomness = randomnessOf(idOf(accountAt(0), name), seed, seeds);
  return pickGroups(randomness, contest.groups, contest.task.testGroups);
}
