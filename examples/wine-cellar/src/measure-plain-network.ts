import {
  type Client,
  compileContracts,
  compileSources,
  deployCode,
  deployContract,
  receiptOf,
} from '@evm-ml/example-story';
import { decodeGraph, type Graph } from '@evm-ml/quantized-runtime';
import { networkToSolidity } from '@evm-ml/solidity';
import { type Address, encodeFunctionData, formatUnits, type Hex, hexToBytes, parseAbi } from 'viem';
import { type Decision, contracts as folder } from './cellar.ts';
import { encodePlainNetwork, FRACTION_BITS, initCode, toFixed } from './plain-network.ts';

const abi = parseAbi(['function predictClass(int256[] x) view returns (uint256 class)']);

/**
 * Gas of one answer of the same network in Solidity written by hand, without the transaction's own cost.
 * Throws if it does not give the same class as PREDICT.
 */
export async function measurePlainNetwork(client: Client, graph: Graph, decision: Decision): Promise<bigint> {
  const parameters = await deployCode(client, initCode(encodePlainNetwork(graph)));
  const network = await deployContract(client, compileContracts(folder, ['PlainNetwork'])['PlainNetwork']!, [
    parameters,
  ]);
  const measurements = decision.lot.measurements.map((fixed) => Number(formatUnits(fixed, 18)));
  return measureClass(
    client,
    network,
    measurements.map((x) => toFixed(x, FRACTION_BITS)),
    decision,
  );
}

/** The same for what `evm-ml solidity` writes: inline assembly that gives the very bits of PREDICT. */
export async function measureTranspiledNetwork(
  client: Client,
  artefact: Uint8Array,
  decision: Decision,
): Promise<bigint> {
  const name = 'WineGrader';
  const contracts = compileSources(
    { 'network.sol': networkToSolidity({ graph: decodeGraph(artefact) }, { name }) },
    folder,
  );
  const { [name]: network, ...parts } = contracts;
  const weights: Address[] = [];
  for (let part = 0; part < Object.keys(parts).length; part++) {
    weights.push(await deployContract(client, parts[`${name}Weights${part}`]!));
  }
  const address = await deployContract(client, network!, [weights]);
  return measureClass(client, address, decision.lot.measurements, decision);
}

async function measureClass(
  client: Client,
  address: Address,
  input: readonly bigint[],
  { grade: expected }: Decision,
): Promise<bigint> {
  const call = { address, abi, functionName: 'predictClass', args: [input] } as const;
  const grade = await client.public.readContract(call);
  if (Number(grade) !== expected) throw new Error(`Solidity says ${grade}, PREDICT ${expected}.`);
  return executionGas(client, address, encodeFunctionData(call));
}

/** Gas of a call as a transaction, less what every transaction with this calldata costs. */
async function executionGas(client: Client, to: Address, data: Hex): Promise<bigint> {
  const receipt = await receiptOf(client, await client.wallet.sendTransaction({ to, data }));
  return receipt.gasUsed - intrinsicGas(data);
}

/** EIP-2028: 21,000, 4 a zero byte, 16 any other. */
function intrinsicGas(data: Hex): bigint {
  return hexToBytes(data).reduce((gas, byte) => gas + (byte === 0 ? 4n : 16n), 21_000n);
}
