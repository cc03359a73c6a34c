import { mlWalletActions } from '@evm-ml/evm/viem';
import {
  type Client,
  compileContracts,
  compileSources,
  deployContract,
  receiptOf,
} from '@evm-ml/example-story';
import { type RunningNode, startNode } from '@evm-ml/node';
import { developmentAccounts, developmentGenesis } from '@evm-ml/node/parts';
import { decodeGraph } from '@evm-ml/quantized-runtime';
import { networkToSolidity } from '@evm-ml/solidity';
import { type Address, parseAbi, parseEventLogs } from 'viem';
import type { Network } from './networks.ts';

export const abi = parseAbi([
  'function rack(int256[] measurements) returns (uint256 class)',
  'function bottles(uint256 class) view returns (uint256)',
  'event Racked(uint256 indexed class, int256[] measurements)',
]);

export const graderAbi = parseAbi([
  'function predict(int256[] input) view returns (int256[] output)',
  'function predictClass(int256[] input) view returns (uint256 class)',
  'error WrongInputLength(uint256 expected, uint256 given)',
  'error PredictUnavailable()',
]);

const contracts = new URL('../contracts/', import.meta.url);
/** Of the example, by name. */
export const compiled = compileContracts(contracts, ['GraderByPredict', 'Racks']);
const NAME = 'Network';

/** The grader and the contract that asks it, on one chain. */
export interface Racks {
  readonly grader: Address;
  readonly racks: Address;
  /** Gas to put the network on the chain, all of its transactions. */
  readonly networkGas: bigint;
}

/** A chain that is plain Ethereum, in memory: its genesis has PREDICT off. */
export async function startPlainChain(): Promise<RunningNode> {
  const genesis = { ...developmentGenesis(Math.floor(Date.now() / 1_000)), predict: { enabled: false } };
  const node = await startNode({ port: 0, genesis });
  return { ...node, accounts: developmentAccounts(), close: () => node.close() };
}

/** With PREDICT: the network lies in the model store, and a small contract asks for it. */
export async function deployByPredict(client: Client, { artefact, name }: Network): Promise<Racks> {
  const { gasUsed } = await client.wallet.extend(mlWalletActions()).deployModel({ artefact, name });
  return {
    ...(await deployRacks(client, await deployContract(client, compiled['GraderByPredict']!, [name]))),
    networkGas: gasUsed,
  };
}

/** Without: the network is a contract, as `evm-ml solidity` writes it. */
export async function deploySolidity(client: Client, { artefact }: Network): Promise<Racks> {
  const source = networkToSolidity({ graph: decodeGraph(artefact) }, { name: NAME });
  const { [NAME]: network, ...parts } = compileSources({ 'network.sol': source }, contracts);
  let networkGas = 0n;
  const put = async (contract: NonNullable<typeof network>, args: unknown[]) => {
    const { abi, bytecode } = contract;
    const receipt = await receiptOf(client, await client.wallet.deployContract({ abi, bytecode, args }));
    networkGas += receipt.gasUsed;
    return receipt.contractAddress!;
  };
  const weights: Address[] = [];
  for (let part = 0; part < Object.keys(parts).length; part++)
    weights.push(await put(parts[`${NAME}Weights${part}`]!, []));
  const grader = await put(network!, [weights]);
  return { ...(await deployRacks(client, grader)), networkGas };
}

async function deployRacks(client: Client, grader: Address): Promise<Omit<Racks, 'networkGas'>> {
  return { grader, racks: await deployContract(client, compiled['Racks']!, [grader]) };
}

/** Racks what an example describes, in a transaction. */
export async function rack(
  client: Client,
  { racks }: Racks,
  input: readonly bigint[],
): Promise<{ readonly rack: number; readonly gasUsed: bigint }> {
  const call = { address: racks, abi, functionName: 'rack', args: [input] } as const;
  const { logs, gasUsed } = await receiptOf(client, await client.wallet.writeContract(call));
  return { rack: Number(parseEventLogs({ abi, logs, eventName: 'Racked' })[0]!.args.class), gasUsed };
}

/** The network's answers to examples, one after another, in units of 1e-18; each is a call, which bounds its gas. */
export async function answersOf(
  client: Client,
  { grader }: Racks,
  examples: readonly (readonly bigint[])[],
): Promise<readonly bigint[]> {
  const answers: bigint[] = [];
  for (const input of examples)
    answers.push(
      ...(await client.public.readContract({
        address: grader,
        abi: graderAbi,
        functionName: 'predict',
        args: [input],
      })),
    );
  return answers;
}

/** Gas of one answer, as a call estimates it, without what a transaction costs before it runs. */
export async function gasOfAnswer(
  client: Client,
  { grader }: Racks,
  input: readonly bigint[],
): Promise<bigint> {
  const call = { address: grader, abi: graderAbi, functionName: 'predictClass', args: [input] } as const;
  const [asked, empty] = await Promise.all([
    client.public.estimateContractGas({ ...call, account: client.account }),
    // The same calldata to an account without code.
    client.public.estimateContractGas({
      ...call,
      address: '0x00000000000000000000000000000000000000ff',
      account: client.account,
    }),
  ]);
  return asked - empty;
}
