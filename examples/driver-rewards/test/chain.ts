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
import { clockOf as clockOfNode } from '@evm-ml/example-story/testing';
import { type RunningNode, startNode } from '@evm-ml/node';
import type { Address, Hex } from 'viem';
import { abi, contracts, JUDGE, type Rewards, saltOf } from '../src/rewards.ts';
import { encodeTrip, modelFile, type Trip } from '../src/trips.ts';

/** Seconds between a seal and its trip, in tests. */
export const SEAL_SECONDS = 60n;

/** A node, four accounts, the judge on the chain and everything compiled; the contract itself is each test's own. */
export interface Stage {
  readonly node: RunningNode;
  readonly owner: Client;
  readonly rider: Client;
  readonly driver: Client;
  readonly other: Client;
  readonly compiled: Readonly<Record<string, Contract>>;
}

export async function setStage(): Promise<Stage> {
  const node = await startNode({ port: 0, dev: true });
  const [owner, rider, driver, other] = [0, 1, 2, 3].map((index) => createClient(node, index)) as [
    Client,
    Client,
    Client,
    Client,
  ];
  await owner.wallet
    .extend(mlWalletActions())
    .deployModel({ artefact: modelFile('judge.evmml'), name: JUDGE });
  const compiled = {
    ...compileContracts(contracts, ['DriverRewards', 'FiveMinuteRule']),
    ...compileContracts(new URL('./contracts/', import.meta.url)),
  };
  return { node, owner, rider, driver, other, compiled };
}

/** A contract of a test's own: no trip was shown to it. */
export async function deployFresh({ owner, compiled }: Stage, judge = JUDGE): Promise<Rewards> {
  return {
    address: await deployContract(owner, compiled['DriverRewards']!, [judge, SEAL_SECONDS]),
    rule: await deployContract(owner, compiled['FiveMinuteRule']!),
  };
}

export const clockOf = ({ node, owner }: Stage) => clockOfNode(node, owner);

/** A call of DriverRewards. */
export interface Attempt {
  readonly functionName: 'open' | 'sealTrip' | 'show' | 'reclaim' | 'withdraw';
  readonly args: readonly unknown[];
  readonly value?: bigint;
}

export const show = (ride: bigint, trip: Trip | Hex, salt = saltOf(ride)): Attempt => ({
  functionName: 'show',
  args: [ride, typeof trip === 'string' ? trip : encodeTrip(trip), salt],
});

/** Name of the error with which the contract refuses a call in the next block; undefined where it does not. */
export const refusalOf = (
  client: Client,
  { address }: Rewards,
  attempt: Attempt,
): Promise<string | undefined> => refusalOfCall(client, { address, abi, ...attempt });

/** Sends a call whatever becomes of it: 'success' or 'reverted'. */
export const outcomeOf = (client: Client, { address }: Rewards, attempt: Attempt): Promise<string> =>
  outcomeOfCall(client, { address, abi, ...attempt });

export const addressOf = ({ account }: Client): Address => account.address;
