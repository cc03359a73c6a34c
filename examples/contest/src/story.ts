import {
  type Client,
  createClient,
  number,
  type Place,
  paint,
  percent,
  print,
  printFact,
  receiptOf,
  tellStory,
  waitUntil,
} from '@evm-ml/example-story';
import { type Address, formatEther } from 'viem';
import {
  abi,
  type Contest,
  type Data,
  deployContest,
  draw,
  evaluate,
  giveSeed,
  modelIdOf,
  openContest,
  type Seconds,
  sealModel,
  settle,
  showGroup,
  showModel,
  showSeed,
  uploadRows,
  withdraw,
} from './contest.ts';
import {
  CONTESTS,
  dataOf,
  type Entry,
  entryModel,
  foretoldTests,
  PRIZE,
  secretOf,
  seedOf,
  type Told,
} from './contests.ts';

/** Development accounts that upload the organiser's rows beside each other; the first one is the organiser's own. */
const HELPERS = [0, 4, 5, 6] as const;

await tellStory('Contests: a prize for the best network, and nobody who has to be believed.', tell);

async function tell(place: Place): Promise<void> {
  const organiser = createClient(place, 0);
  // People wait for these parts, so they are as short as may be; blocks are a second apart at the least, or as slow as the
  // chain is.
  const pace = Math.ceil(2 * (await secondsOfTransaction(organiser)));
  const last = (transactions: number) => 3 + pace * transactions;
  const sealSeconds = last(3);
  const secondsOf = (told: Told): Seconds => ({
    giveSeconds: sealSeconds,
    showSeconds: sealSeconds,
    // On a chain whose every block is a second later than its parent each of these transactions takes one.
    drawSeconds:
      last(1 + Math.ceil(trainingGroups(told) / HELPERS.length) + trainingGroups(told)) +
      trainingGroups(told),
    sealSeconds,
    revealSeconds: last(15),
    // Nobody waits for these: what is done is done.
    testSeconds: 3_600,
    evaluateSeconds: 3_600,
  });
  const address = await deployContest(organiser, sealSeconds);
  printFact(
    'Contract',
    `Contest at ${address}; ${sealSeconds} s for seeds and for seals, which are weeks elsewhere`,
  );
  for (const told of CONTESTS) await tellContest(place, organiser, address, told, secondsOf(told));
}

function trainingGroups({ groups, task }: Told): number {
  return groups - task.testGroups;
}

/** How long the chain takes for a transaction, when programs are warm. */
async function secondsOfTransaction(client: Client): Promise<number> {
  const transact = async () =>
    receiptOf(client, await client.wallet.sendTransaction({ to: client.account.address }));
  await transact();
  const began = performance.now();
  await transact();
  return (performance.now() - began) / 1_000;
}

/** One contestant on its way. */
interface Contestant {
  readonly entry: Entry;
  readonly client: Client;
  readonly index: number;
}

async function tellContest(
  place: Place,
  organiser: Client,
  address: Address,
  told: Told,
  seconds: Seconds,
): Promise<void> {
  const { task, name } = told;
  const data = dataOf(told);
  print(`\n${paint('bold', `${told.what}.`)}`);
  const { contest, gasUsed } = await openContest(organiser, address, data, { task, seconds, prize: PRIZE });
  printFact(
    'Opened',
    `${formatEther(PRIZE)} ETH for more than ${task.threshold} of ${rowsOf(told)} rows that nobody has seen; ${number(gasUsed)} gas`,
    `committed to ${data.groups.length} groups of ${task.groupRows} rows and to a seed, all of them hidden`,
  );
  const contestants = told.entries.map((entry, i) => ({
    entry,
    client: createClient(place, i + 1),
    index: i + 1,
  }));
  await drawTests(organiser, contest, told, contestants);
  const tests = await draw(organiser, contest, data.seed);
  printFact('Drawn', `groups ${[...tests].sort((a, b) => a - b).join(', ')} test, by four seeds`);
  if (tests.join() !== foretoldTests(told).join())
    throw new Error(
      'the chain drew other groups than those that the networks were kept from: other accounts gave seeds.',
    );

  const helpers = [organiser, ...HELPERS.slice(1).map((index) => createClient(place, index))] as const;
  const training = [...data.groups.keys()].filter((index) => !tests.includes(index));
  const dataGas = await showGroups(helpers, contest, data, training);
  printFact('Training', `${training.length} groups shown, ${number(dataGas)} gas`);

  // One after another: the earlier seal wins ties.
  for (const { entry, client } of contestants)
    await sealModel(client, contest, modelIdOf(entryModel(told, entry)), secretOf(name, entry.name));
  const times = await organiser.public.readContract({
    address,
    abi,
    functionName: 'timesOf',
    args: [contest.id],
  });
  await waitUntil(organiser, times.sealUntil);
  const modelGas = await Promise.all(
    contestants.map(({ entry, client }) =>
      showModel(client, contest, entryModel(told, entry), secretOf(name, entry.name)),
    ),
  );
  printFact(
    'Networks',
    `${contestants.length} sealed, then published and shown: ${modelGas.map(number).join(', ')} gas`,
  );
  await waitUntil(organiser, times.revealUntil);
  const testGas = await showGroups(helpers, contest, data, tests);
  printFact('Test', `${tests.length} groups shown, ${number(testGas)} gas`);
  await tellResults(organiser, contest, told, contestants);
}

/** Uploads rows by all helpers beside each other, then shows the groups one after another. Gives the gas. */
async function showGroups(
  helpers: readonly [Client, ...Client[]],
  contest: Contest,
  { groups }: Data,
  indices: readonly number[],
): Promise<bigint> {
  const next = indices[Symbol.iterator]();
  const used = await Promise.all(
    helpers.map(async (helper) => {
      let gas = 0n;
      for (const index of next) gas += await uploadRows(helper, groups[index]!.rows);
      return gas;
    }),
  );
  let gas = used.reduce((sum, each) => sum + each, 0n);
  // The last one takes more, which an estimate beside others would not know.
  for (const index of indices) gas += await showGroup(helpers[0], contest, index, groups[index]!);
  return gas;
}

/** Contestants give sealed seeds and show them. */
async function drawTests(
  organiser: Client,
  contest: Contest,
  told: Told,
  contestants: readonly Contestant[],
): Promise<void> {
  const { giveUntil, showUntil } = await organiser.public.readContract({
    address: contest.address,
    abi,
    functionName: 'timesOf',
    args: [contest.id],
  });
  await Promise.all(
    contestants.map(({ client, index }) => giveSeed(client, contest, seedOf(told, index), PRIZE)),
  );
  await waitUntil(organiser, giveUntil);
  await Promise.all(contestants.map(({ client, index }) => showSeed(client, contest, seedOf(told, index))));
  await waitUntil(organiser, showUntil);
}

function rowsOf({ task }: Told): number {
  return task.testGroups * task.groupRows;
}

async function tellResults(
  organiser: Client,
  contest: Contest,
  told: Told,
  contestants: readonly Contestant[],
): Promise<void> {
  const rows = rowsOf(told);
  for (const { entry, client } of contestants) {
    const { right, gasUsed, transactions } = await evaluate(organiser, contest, client.account.address, {
      rows,
      most: entry.rowsAtOnce,
    });
    print(
      `  ${entry.name.padEnd(15)}${entry.what.padEnd(46)}${`${right} of ${rows}`.padEnd(12)}${percent(right / rows).padEnd(9)}${number(gasUsed)} gas in ${transactions}`,
    );
  }
  const { outcome, winner } = await settle(organiser, contest);
  const won = contestants.find(({ client }) => client.account.address === winner);
  for (const { client } of contestants) await withdraw(client, contest.address);
  printFact(
    'Ended',
    outcome === 'won' && won
      ? `${paint('green', won.entry.name)} is paid ${formatEther(PRIZE)} ETH, and all have their deposits again`
      : `${outcome}: the prize goes back`,
  );
}
