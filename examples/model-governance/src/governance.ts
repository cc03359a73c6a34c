import { MODEL_REGISTRY_ADDRESS, modelRegistryAbi } from '@evm-ml/evm';
import { mlWalletActions } from '@evm-ml/evm/viem';
import { type Client, type Contracts, compileContracts, deployContract, send } from '@evm-ml/example-story';
import {
  type Address,
  type Hex,
  keccak256,
  parseEther,
  parseEventLogs,
  type TransactionReceipt,
  toHex,
  zeroAddress,
} from 'viem';
import { benchmarkAbi, chamberAbi, governorAbi, officeAbi, timelockAbi } from './abi.ts';
import { artefactOf } from './models.ts';
import { type Batch, type FullSheet, readSheets } from './rows.ts';

const NAME = 'drivers.example.voted';
/** What a keeper locks, and what a proposer pays for a trial. */
export const BOND = parseEther('1');
export const FEE = parseEther('0.02');

/** Who may do what; one account may be several of them. */
export interface People {
  readonly owner: Client;
  readonly drivers: readonly [Client, Client];
  readonly riders: readonly [Client, Client];
  /** Of hidden rows, for the drivers' chamber and for the riders'. */
  readonly keepers: readonly [Client, Client];
  readonly guardian: Client;
  /** Anyone. */
  readonly stranger: Client;
}

/** Seconds. */
export interface Times {
  /** Between a proposal and voting: hidden rows are shown. */
  readonly delay: bigint;
  /** Of voting: the candidate is tried. */
  readonly period: bigint;
  /** Between the end of voting and execution, at the least. */
  readonly timelock: bigint;
}

/** The contracts on a chain. */
export interface Governance {
  /** The judge's name. */
  readonly judge: string;
  readonly governor: Address;
  readonly benchmark: Address;
  readonly office: Address;
  readonly timelock: Address;
  readonly drivers: Address;
  readonly riders: Address;
}

export const compileGovernance = (): Contracts =>
  compileContracts(new URL('../contracts/', import.meta.url), undefined, { viaIR: false });

/** Votes of the two members of each chamber. */
export const VOTES = [60n, 40n] as const;

/** Deploys everything, hands the judge's name over, and lets keepers commit to their hidden sheets. */
export async function foundGovernance(
  people: People,
  contracts: Contracts,
  times: Times,
): Promise<Governance> {
  const { owner, keepers, guardian } = people;
  const deploy = (name: string, args: unknown[]) => deployContract(owner, contracts[name]!, args);
  const addresses = (clients: readonly Client[]) => clients.map(({ account }) => account.address);
  const judge = await freeName(owner);
  await owner.wallet.extend(mlWalletActions()).deployModel({ ...artefactOf('current'), name: judge });
  const sheets = readSheets();
  const drivers = await deploy('Chamber', ['Drivers', 'DRV', addresses(people.drivers), VOTES]);
  const riders = await deploy('Chamber', ['Riders', 'RID', addresses(people.riders), VOTES]);
  const timelock = await deploy('Timelock', [times.timelock, owner.account.address]);
  const office = await deploy('Office', [judge, timelock, guardian.account.address]);
  const benchmark = await deploy('Benchmark', [
    judge,
    timelock,
    addresses(keepers),
    BOND,
    FEE,
    sheets.public.sheet,
  ]);
  const governor = await deploy('ModelGovernor', [
    drivers,
    riders,
    benchmark,
    office,
    timelock,
    times.delay,
    times.period,
  ]);
  const admin = { address: timelock, abi: timelockAbi } as const;
  const role = await owner.public.readContract({ ...admin, functionName: 'PROPOSER_ROLE' });
  const root = await owner.public.readContract({ ...admin, functionName: 'DEFAULT_ADMIN_ROLE' });
  await send(owner, { ...admin, functionName: 'grantRole', args: [role, governor] });
  await send(owner, { ...admin, functionName: 'renounceRole', args: [root, owner.account.address] });
  await send(owner, { address: benchmark, abi: benchmarkAbi, functionName: 'bind', args: [governor] });
  await send(owner, {
    address: MODEL_REGISTRY_ADDRESS,
    abi: modelRegistryAbi,
    functionName: 'transferOwnership',
    args: [judge, office],
  });
  await send(owner, { address: office, abi: officeAbi, functionName: 'takeOffice', args: [] });
  const governance = { judge, governor, benchmark, office, timelock, drivers, riders };
  for (const [address, members] of [
    [drivers, people.drivers],
    [riders, people.riders],
  ] as const)
    for (const member of members)
      await send(member, {
        address,
        abi: chamberAbi,
        functionName: 'delegate',
        args: [member.account.address],
      });
  await commitSheet(keepers[0], governance, 0n, sheets['drivers-0'], BOND);
  await commitSheet(keepers[0], governance, 0n, sheets['drivers-1']);
  await commitSheet(keepers[1], governance, 1n, sheets['riders-0'], BOND);
  await commitSheet(keepers[1], governance, 1n, sheets['riders-1']);
  return governance;
}

/** The example's name, with a number behind it where earlier tellings have given the ones before away. */
async function freeName({ public: read }: Client): Promise<string> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? NAME : `${NAME}-${number}`;
    const call = { address: MODEL_REGISTRY_ADDRESS, abi: modelRegistryAbi, functionName: 'entryOf' } as const;
    const { owner } = await read.readContract({ ...call, args: [name] });
    if (owner === zeroAddress) return name;
  }
}

export function commitSheet(
  keeper: Client,
  { benchmark }: Governance,
  chamber: bigint,
  { sheet }: FullSheet,
  value = 0n,
): Promise<TransactionReceipt> {
  return send(keeper, {
    address: benchmark,
    abi: benchmarkAbi,
    functionName: 'commitSheet',
    args: [chamber, sheet],
    value,
  });
}

/** A proposal, with what `queue` and `execute` take. */
export interface Proposal {
  readonly id: bigint;
  readonly call: readonly [readonly Address[], readonly bigint[], readonly Hex[], Hex];
  readonly gasUsed: bigint;
}

/** What a receipt says of a proposal. */
export function proposalIn({ logs, gasUsed }: TransactionReceipt): Proposal {
  const [created] = parseEventLogs({ abi: governorAbi, logs, eventName: 'ProposalCreated' });
  if (!created) throw new Error('The transaction proposes nothing.');
  const { proposalId, targets, values, calldatas, description } = created.args;
  return { id: proposalId, call: [targets, values, calldatas, keccak256(toHex(description))], gasUsed };
}

export async function proposeVersion(
  client: Client,
  { governor }: Governance,
  modelId: Hex,
  description: string,
): Promise<Proposal> {
  const call = {
    address: governor,
    abi: governorAbi,
    functionName: 'proposeVersion',
    args: [modelId, description],
    value: FEE,
  } as const;
  return proposalIn(await send(client, call));
}

/** Shows or evaluates one batch. */
export function handIn(
  client: Client,
  { benchmark }: Governance,
  functionName: 'show' | 'evaluate',
  id: bigint,
  sheet: bigint,
  batch: Batch,
): Promise<TransactionReceipt> {
  return send(client, {
    address: benchmark,
    abi: benchmarkAbi,
    functionName,
    args: [id, sheet, batch],
  });
}

export function castVote(
  client: Client,
  { governor }: Governance,
  { id }: Proposal,
  support: 0 | 1 | 2,
): Promise<TransactionReceipt> {
  return send(client, { address: governor, abi: governorAbi, functionName: 'castVote', args: [id, support] });
}

export function advance(
  client: Client,
  { governor }: Governance,
  functionName: 'queue' | 'execute',
  { call }: Proposal,
): Promise<TransactionReceipt> {
  return send(client, { address: governor, abi: governorAbi, functionName, args: call });
}

/** IGovernor.ProposalState by number. */
const STATES = ['Pending', 'Active', 'Canceled', 'Defeated', 'Succeeded', 'Queued', 'Expired', 'Executed'];

export async function stateOf(client: Client, { governor }: Governance, id: bigint): Promise<string> {
  const state = await client.public.readContract({
    address: governor,
    abi: governorAbi,
    functionName: 'state',
    args: [id],
  });
  return STATES[state] ?? `${state}`;
}

export function trialOf(client: Client, { benchmark }: Governance, id: bigint) {
  return client.public.readContract({
    address: benchmark,
    abi: benchmarkAbi,
    functionName: 'trialOf',
    args: [id],
  });
}
