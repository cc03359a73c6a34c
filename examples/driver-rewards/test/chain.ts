import { mlWalletActions } from '@evm-ml/evm/viem';
import {
  type Client,
  type Contract,
  compileContracts,
  createClient,
  deployContract,
} from '@evm-ml/example-story';
import { type RunningNode, startNode } from '@evm-ml/node';
import {
  type Address,
  BaseError,
  ContractFunctionRevertedError,
  createTestClient,
  type Hex,
  http,
} from 'viem';
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

/** The clock of a development chain. */
export function clockOf({ node, owner }: Stage) {
  const chain = owner.public.chain;
  const client = createTestClient({ mode: 'anvil', chain, transport: http(node.url) });
  return {
    /** The next block comes so much later. */
    pass: async (seconds: bigint) => {
      await client.increaseTime({ seconds: Number(seconds) });
      await client.mine({ blocks: 1 });
    },
    /** The next block has this timestamp. */
    nextAt: (timestamp: bigint) => client.setNextBlockTimestamp({ timestamp }),
  };
}

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
export async function refusalOf(
  client: Client,
  { address }: Rewards,
  attempt: Attempt,
): Promise<string | undefined> {
  try {
    await client.public.simulateContract({
      address,
      abi,
      account: client.account,
      blockTag: 'pending',
      ...attempt,
    } as unknown as Parameters<typeof client.public.simulateContract>[0]);
    return undefined;
  } catch (error) {
    const reverted =
      error instanceof BaseError
        ? error.walk((inner) => inner instanceof ContractFunctionRevertedError)
        : null;
    if (!(reverted instanceof ContractFunctionRevertedError) || !reverted.data) throw error;
    return reverted.data.errorName;
  }
}

/** Sends a call whatever becomes of it: 'success' or 'reverted'. */
export async function outcomeOf(client: Client, { address }: Rewards, attempt: Attempt): Promise<string> {
  const hash = await client.wallet.writeContract({
    address,
    abi,
    gas: 6_000_000n,
    ...attempt,
  } as unknown as Parameters<typeof client.wallet.writeContract>[0]);
  return (await client.public.waitForTransactionReceipt({ hash })).status;
}

/** What a contract holds, and what of it belongs to whom already. */
export async function moneyOf(client: Client, { address }: Rewards): Promise<{ held: bigint; owed: bigint }> {
  const [held, owed] = await Promise.all([
    client.public.getBalance({ address }),
    client.public.readContract({ address, abi, functionName: 'totalOwed' }),
  ]);
  return { held, owed };
}

export const addressOf = ({ account }: Client): Address => account.address;
