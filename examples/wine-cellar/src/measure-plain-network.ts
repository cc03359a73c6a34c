import type { Graph } from '@evm-ml/quantized-runtime';
import { type Address, encodeFunctionData, formatUnits, type Hex, hexToBytes, parseAbi } from 'viem';
import type { Decision } from './cellar.ts';
import { type Client, deployCode, deployContract, receiptOf } from './chain.ts';
import { compileContract } from './compile.ts';
import { encodePlainNetwork, FRACTION_BITS, initCode, toFixed } from './plain-network.ts';

const abi = parseAbi(['function predictClass(int256[] x) view returns (uint256 class)']);

/**
 * Gas of one answer of the same network in plain Solidity on the same chain, without the transaction's own cost.
 * Throws if it does not give the same class as PREDICT.
 */
export async function measurePlainNetwork(client: Client, graph: Graph, decision: Decision): Promise<bigint> {
  const parameters = await deployCode(client, initCode(encodePlainNetwork(graph)));
  const network = await deployContract(client, compileContract('PlainNetwork'), [parameters]);
  const measurements = decision.lot.measurements.map((fixed) => Number(formatUnits(fixed, 18)));
  const input = measurements.map((x) => toFixed(x, FRACTION_BITS));
  const call = { address: network, abi, functionName: 'predictClass', args: [input] } as const;
  const grade = await client.public.readContract(call);
  if (Number(grade) !== decision.grade)
    throw new Error(`Plain Solidity says ${grade}, PREDICT ${decision.grade}.`);
  return executionGas(client, network, encodeFunctionData(call));
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
