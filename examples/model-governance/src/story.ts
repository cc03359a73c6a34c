import {
  type Client,
  chainTime,
  createClient,
  number,
  type Place,
  paint,
  print,
  printFact,
  send,
  tellStory,
  waitUntil,
} from '@evm-ml/example-story';
import { formatEther, type TransactionReceipt } from 'viem';
import { benchmarkAbi, governorAbi, officeAbi } from './abi.ts';
import { withGains } from './gains.ts';
import {
  advance,
  BOND,
  castVote,
  compileGovernance,
  FEE,
  foundGovernance,
  type Governance,
  handIn,
  type People,
  type Proposal,
  proposeVersion,
  stateOf,
  type Times,
  trialOf,
} from './governance.ts';
import { artefactOf, largeModel, modelIdOf } from './models.ts';
import { type FullSheet, readSheets } from './rows.ts';
import { sealModel, type Update } from './updates.ts';

/** A network of validators takes seconds for a block, and both trials fit in all the same. */
const TIMES: Times = { delay: 20n, period: 40n, timelock: 20n };
const FOR = 1;

await tellStory('Model governance: drivers and riders decide together which network pays.', tell);

async function tell(place: Place): Promise<void> {
  const client = (index: number) => createClient(place, index);
  const people: People = {
    owner: client(0),
    drivers: [client(1), client(2)],
    riders: [client(3), client(4)],
    keepers: [client(5), client(6)],
    guardian: client(7),
    stranger: client(8),
  };
  const governance = await foundGovernance(people, compileGovernance(), TIMES);
  for (const version of ['candidate', 'overfitted'] as const)
    await sealModel(people.owner, artefactOf(version));
  printFact('Contracts', `ModelGovernor at ${governance.governor}, Benchmark at ${governance.benchmark}`);
  print(
    `\nTwo drivers and two riders have 60 and 40 votes of their chamber. Two keepers, one of each chamber, have locked\n` +
      `${formatEther(BOND)} ETH each and committed to rows that nobody has seen. Hidden rows may be shown for ${TIMES.delay} s, voting lasts ${TIMES.period} s,\n` +
      `and what is voted in waits ${TIMES.timelock} s. The version that pays now has never seen cars that drive in loops.\n`,
  );
  const trials = await tryBoth(people, governance);
  await printTrials(people.owner, governance, trials);
  await install(people, governance, trials);
  await rollBack(people, governance);
  await tellUpdates(people.owner);
}

interface Trial {
  readonly what: string;
  readonly proposal: Proposal;
  readonly sheets: readonly FullSheet[];
  /** Of all batches of both kinds. */
  readonly shown: bigint;
  readonly evaluated: bigint;
}

/** Two candidates at the same time: one that has learnt the public rows by heart, and one that is better. */
async function tryBoth(people: People, governance: Governance): Promise<readonly Trial[]> {
  const told = readSheets();
  const [a, b] = people.drivers;
  const start = await chainTime(people.owner);
  const proposals = [
    await proposeVersion(
      a,
      governance,
      modelIdOf('overfitted'),
      `It makes no mistake on the benchmark. ${start}`,
    ),
    await proposeVersion(
      b,
      governance,
      modelIdOf('candidate'),
      `It knows cars that drive in loops. ${start}`,
    ),
  ] as const;
  const sheets = [
    [told.public, told['drivers-0'], told['riders-0']],
    [told.public, told['drivers-1'], told['riders-1']],
  ] as const;
  const gasOf = (receipts: readonly TransactionReceipt[]) =>
    receipts.reduce((sum, { gasUsed }) => sum + gasUsed, 0n);
  // Each account sends one after another, the accounts beside each other.
  const shown = await Promise.all(
    people.keepers.map(async (keeper, i) => {
      const receipts: TransactionReceipt[][] = [[], []];
      for (const [t, { id }] of proposals.entries())
        for (const batch of sheets[t]![i + 1]!.batches)
          receipts[t]!.push(await handIn(keeper, governance, 'show', id, BigInt(i + 1), batch));
      return receipts.map(gasOf);
    }),
  );
  const jobs = sheets.flatMap((three, t) =>
    three.flatMap(({ batches }, sheet) => batches.map((batch) => ({ t, sheet: BigInt(sheet), batch }))),
  );
  const evaluated = [0n, 0n];
  const next = jobs[Symbol.iterator]();
  await Promise.all(
    [people.owner, people.stranger, people.guardian].map(async (anyone) => {
      for (const { t, sheet, batch } of next) {
        const receipt = await handIn(anyone, governance, 'evaluate', proposals[t]!.id, sheet, batch);
        evaluated[t]! += receipt.gasUsed;
      }
    }),
  );
  await waitUntil(people.owner, await windowOf(people.owner, governance, proposals[1], 'proposalSnapshot'));
  await Promise.all(
    [...people.drivers, ...people.riders].map(async (member) => {
      for (const proposal of proposals) await castVote(member, governance, proposal, FOR);
    }),
  );
  return ['learnt by heart', 'knows loops'].map((what, t) => ({
    what,
    proposal: proposals[t]!,
    sheets: sheets[t]!,
    shown: shown.reduce((sum, of) => sum + of[t]!, 0n),
    evaluated: evaluated[t]!,
  }));
}

function windowOf(
  client: Client,
  { governor }: Governance,
  { id }: Proposal,
  functionName: 'proposalSnapshot' | 'proposalDeadline' | 'proposalEta',
): Promise<bigint> {
  return client.public.readContract({ address: governor, abi: governorAbi, functionName, args: [id] });
}

async function printTrials(client: Client, governance: Governance, trials: readonly Trial[]): Promise<void> {
  await waitUntil(client, await windowOf(client, governance, trials[1]!.proposal, 'proposalDeadline'));
  // Also the first block behind the end of voting: what is read is as of the newest one.
  for (const trial of trials)
    for (const sheet of [1n, 2n])
      await send(client, {
        address: governance.benchmark,
        abi: benchmarkAbi,
        functionName: 'settle',
        args: [trial.proposal.id, sheet],
      });
  print(
    paint(
      'bold',
      `${'candidate'.padEnd(18)}${'public rows'.padEnd(18)}${"drivers' rows".padEnd(18)}${"riders' rows".padEnd(18)}${'all voted for it'.padEnd(18)}gas of the trial`,
    ),
  );
  for (const { what, proposal, sheets, shown, evaluated } of trials) {
    const { candidateLoss, currentLoss } = await trialOf(client, governance, proposal.id);
    const says = sheets.map(({ sheet }, i) => {
      const mean = (loss: bigint) => (Number(loss) / 1e18 / sheet.rows).toFixed(3);
      return `${mean(candidateLoss[i]!)} to ${mean(currentLoss[i]!)}`.padEnd(18);
    });
    const state = await stateOf(client, governance, proposal.id);
    const colour = state === 'Succeeded' ? 'green' : 'red';
    print(
      `${what.padEnd(18)}${says.join('')}${paint(colour, state.padEnd(18))}${number(shown)} to show, ${number(evaluated)} to evaluate`,
    );
  }
  print('(the mean square of what it is off, to that of the version that pays now)\n');
}

async function install(people: People, governance: Governance, trials: readonly Trial[]): Promise<void> {
  const { stranger } = people;
  const { proposal } = trials[1]!;
  const queued = await advance(stranger, governance, 'queue', proposal);
  await waitUntil(stranger, await windowOf(stranger, governance, proposal, 'proposalEta'));
  const executed = await advance(stranger, governance, 'execute', proposal);
  print(
    `The better one is version ${await latestOf(stranger, governance)} now: ${number(proposal.gasUsed)} gas to propose it, ${number(queued.gasUsed)} to queue, ${number(executed.gasUsed)} to execute;\n` +
      `each keeper is owed ${formatEther(FEE)} ETH for the rows of two trials.`,
  );
}

function latestOf(client: Client, { office }: Governance): Promise<number> {
  return client.public.readContract({ address: office, abi: officeAbi, functionName: 'latest' });
}

async function rollBack({ guardian }: People, governance: Governance): Promise<void> {
  const call = {
    address: governance.office,
    abi: officeAbi,
    functionName: 'rollBack',
    args: ['A drill.'],
  } as const;
  const { gasUsed } = await send(guardian, call);
  print(
    `The guardian goes back to version ${await latestOf(guardian, governance)} in one transaction of ${number(gasUsed)} gas, and is guardian no longer.`,
  );
}

/** Made up: what is told is what an update costs. */
function nearOne(channel: number): number {
  return 1 + 0.01 * Math.sin(channel);
}

async function tellUpdates(client: Client): Promise<void> {
  print(paint('bold', `\n${'a larger judge'.padEnd(36)}${'chunks sent'.padEnd(14)}${'bytes'.padEnd(10)}gas`));
  const line = (what: string, { uploaded, chunks, uploadedBytes, gasUsed }: Update) =>
    print(
      `${what.padEnd(36)}${`${uploaded} of ${chunks}`.padEnd(14)}${number(uploadedBytes).padEnd(10)}${number(gasUsed)}`,
    );
  const send = async (what: string, artefact: Uint8Array) =>
    line(what, await sealModel(client, { artefact }));
  await send('all of it', largeModel());
  await send('its last layer retrained', largeModel('last'));
  await send('every weight, by gains of channels', withGains(largeModel(), nearOne));
}
