import { predictErrorsAbi } from '@evm-ml/evm';
import {
  type Call,
  type Client,
  type Contracts,
  compileContracts,
  createClient,
  deployContract,
  refusalOf,
} from '@evm-ml/example-story';
import { clockOf } from '@evm-ml/example-story/testing';
import { type RunningNode, startNode } from '@evm-ml/node';
import type { Abi, Address, Hex } from 'viem';
import { benchmarkAbi, governorAbi, officeAbi } from '../src/abi.ts';
import {
  advance,
  BOND,
  castVote,
  compileGovernance,
  FEE,
  foundGovernance,
  handIn,
  type People,
  type Proposal,
  proposeVersion,
  stateOf,
  type Times,
} from '../src/governance.ts';
import { artefactOf, modelIdOf, type Version } from '../src/models.ts';
import { type FullSheet, readSheets } from '../src/rows.ts';
import { sealModel } from '../src/updates.ts';

export const TIMES: Times = { delay: 100n, period: 1_000n, timelock: 500n };
export const FOR = 1;
export const AGAINST = 0;
export const ABSTAIN = 2;
export const sheets = readSheets();

export type Stage = Awaited<ReturnType<typeof setStage>>;

/** A node with everything deployed and sealed. What a test does, `restore` undoes. */
export async function setStage() {
  const node: RunningNode = await startNode({ port: 0, dev: true });
  const client = (index: number): Client => createClient(node, index);
  const people: People = {
    owner: client(0),
    drivers: [client(1), client(2)],
    riders: [client(3), client(4)],
    keepers: [client(5), client(6)],
    guardian: client(7),
    stranger: client(8),
  };
  const contracts: Contracts = {
    ...compileGovernance(),
    ...compileContracts(new URL('./contracts/', import.meta.url), undefined, { viaIR: false }),
  };
  const governance = await foundGovernance(people, contracts, TIMES);
  for (const version of ['candidate', 'overfitted'] as const)
    await sealModel(people.owner, artefactOf(version));
  const clock = clockOf(node, people.owner);
  const errors = [
    ...predictErrorsAbi,
    ...Object.values(contracts).flatMap(({ abi }) => abi.filter(({ type }) => type === 'error')),
  ];
  const marks = [await clock.keep()];
  return {
    node,
    people,
    governance,
    deploy: (name: string, args: unknown[] = []) => deployContract(people.owner, contracts[name]!, args),
    /** Undoes all since the last mark. */
    restore: () => marks.at(-1)!(),
    mark: async () => {
      marks.push(await clock.keep());
    },
    /** Forgets the last mark and undoes all since the one before. */
    unmark: async () => {
      marks.pop();
      await marks.at(-1)!();
    },
    goTo: clock.goTo,
    nextAt: clock.nextAt,
    /** State of a proposal, in OpenZeppelin's word for it. */
    stateOf: (id: bigint) => stateOf(people.owner, governance, id),
    /** Number of the version that is in office. */
    latest: () =>
      people.owner.public.readContract({
        address: governance.office,
        abi: officeAbi,
        functionName: 'latest',
      }),
    /** Name of the error with which a call is refused in the next block; undefined where it is not. */
    refusalOf: (who: Client, call: Call) => refusalOf(who, { ...call, abi: [...call.abi, ...errors] }),
  };
}

type Names<T extends Abi> = Extract<T[number], { type: 'function' }>['name'];

export const toGovernor = (
  { governance }: Stage,
  functionName: Names<typeof governorAbi>,
  args: readonly unknown[],
  value = 0n,
): Call => ({ address: governance.governor, abi: governorAbi, functionName, args, value });

export const toBenchmark = (
  { governance }: Stage,
  functionName: Names<typeof benchmarkAbi>,
  args: readonly unknown[],
  value = 0n,
): Call => ({ address: governance.benchmark, abi: benchmarkAbi, functionName, args, value });

export const toOffice = (
  { governance }: Stage,
  functionName: Names<typeof officeAbi>,
  args: readonly unknown[],
): Call => ({ address: governance.office, abi: officeAbi, functionName, args });

/** Which sheets a trial is about: those of the first or second one, or others. */
type Sheets = 0 | 1 | readonly [FullSheet, FullSheet, FullSheet];

/** The public sheet, the drivers' and the riders'. */
export const sheetsOf = (trial: Sheets): readonly [FullSheet, FullSheet, FullSheet] =>
  typeof trial === 'number' ? [sheets.public, sheets[`drivers-${trial}`], sheets[`riders-${trial}`]] : trial;

let proposals = 0;

export function propose({ people, governance }: Stage, version: Version): Promise<Proposal> {
  return proposeVersion(people.drivers[0], governance, modelIdOf(version), `proposal ${++proposals}`);
}

/** Both keepers show what a trial is about. */
export async function showAll(stage: Stage, { id }: Proposal, trial: Sheets = 0): Promise<void> {
  for (const sheet of [1, 2] as const)
    for (const batch of sheetsOf(trial)[sheet].batches)
      await handIn(stage.people.keepers[sheet - 1]!, stage.governance, 'show', id, BigInt(sheet), batch);
}

/** A stranger evaluates everything. */
export async function evaluateAll(stage: Stage, { id }: Proposal, trial: Sheets = 0): Promise<void> {
  for (const [sheet, { batches }] of sheetsOf(trial).entries())
    for (const batch of batches)
      await handIn(stage.people.stranger, stage.governance, 'evaluate', id, BigInt(sheet), batch);
}

export async function windowOf(
  { people, governance }: Stage,
  { id }: Proposal,
): Promise<{ start: bigint; end: bigint }> {
  const call = { address: governance.governor, abi: governorAbi, args: [id] } as const;
  const read = people.owner.public;
  return {
    start: await read.readContract({ ...call, functionName: 'proposalSnapshot' }),
    end: await read.readContract({ ...call, functionName: 'proposalDeadline' }),
  };
}

export const membersOf = ({ people }: Stage): readonly Client[] => [...people.drivers, ...people.riders];

/** All four members vote; the clock stands behind the end of voting then. */
export async function voteAll(
  stage: Stage,
  proposal: Proposal,
  support: readonly (0 | 1 | 2 | undefined)[] = [FOR, FOR, FOR, FOR],
): Promise<void> {
  const { start, end } = await windowOf(stage, proposal);
  const { timestamp } = await stage.people.owner.public.getBlock();
  if (timestamp <= start) await stage.goTo(start + 1n);
  for (const [i, member] of membersOf(stage).entries()) {
    const vote = support[i];
    if (vote !== undefined) await castVote(member, stage.governance, proposal, vote);
  }
  await stage.goTo(end + 1n);
}

/** Shown, evaluated and voted in; it waits for the timelock. */
export async function bringThrough(stage: Stage, version: Version, trial: Sheets = 0): Promise<Proposal> {
  const proposal = await propose(stage, version);
  await showAll(stage, proposal, trial);
  await evaluateAll(stage, proposal, trial);
  await voteAll(stage, proposal);
  await advance(stage.people.stranger, stage.governance, 'queue', proposal);
  return proposal;
}

export async function etaOf({ people, governance }: Stage, { id }: Proposal): Promise<bigint> {
  const call = { address: governance.governor, abi: governorAbi, args: [id] } as const;
  return people.owner.public.readContract({ ...call, functionName: 'proposalEta' });
}

/** Executes as soon as it may be. */
export async function enact(stage: Stage, proposal: Proposal): Promise<void> {
  await stage.goTo(await etaOf(stage, proposal));
  await advance(stage.people.stranger, stage.governance, 'execute', proposal);
}

/** Wei that the benchmark holds, and what it must hold: what is owed, bonds kept and forfeited, and fees of trials that are not settled. */
export async function moneyOf(
  { people, governance }: Stage,
  trials: readonly bigint[],
): Promise<{ held: bigint; due: bigint }> {
  const read = people.owner.public;
  const call = { address: governance.benchmark, abi: benchmarkAbi } as const;
  let due = await read.readContract({ ...call, functionName: 'totalOwed' });
  due += await read.readContract({ ...call, functionName: 'forfeited' });
  for (const chamber of [0n, 1n])
    due += (await read.readContract({ ...call, functionName: 'keepingOf', args: [chamber] })).bond;
  for (const id of trials) {
    const { settled } = await read.readContract({ ...call, functionName: 'trialOf', args: [id] });
    due += settled.reduce((sum, done) => sum + (done ? 0n : FEE / 2n), 0n);
  }
  return { held: await read.getBalance({ address: governance.benchmark }), due };
}

export const owedTo = ({ people, governance }: Stage, who: Address | Client): Promise<bigint> =>
  people.owner.public.readContract({
    address: governance.benchmark,
    abi: benchmarkAbi,
    functionName: 'owed',
    args: [typeof who === 'string' ? who : who.account.address],
  });

export const zeroHash: Hex = `0x${'00'.repeat(32)}`;
export { BOND };
