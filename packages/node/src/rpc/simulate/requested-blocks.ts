import type { BlockHeader } from '@ethereumjs/block';
import { createAddressFromString, hexToBytes } from '@ethereumjs/util';
import { type SimulatedCalls, type Simulation, simulationErrorCode } from '@evm-ml/rpc';
import type { SimulatedHeader } from '../../chain/simulate/simulate-block.ts';
import { RpcError } from '../errors.ts';

const maxBlocks = 256n;
const secondsBetweenBlocks = 12n;
const latestTimestamp = 2n ** 64n - 1n;

/** Fills the gaps between the wanted block numbers with empty blocks, and checks order and number. */
export function withGapsFilled(wanted: readonly SimulatedCalls[], base: BlockHeader): SimulatedCalls[] {
  const filled: SimulatedCalls[] = [];
  let number = base.number;
  for (const block of wanted) {
    const target = block.blockOverrides?.number ?? number + 1n;
    if (target <= number)
      throw new RpcError(
        simulationErrorCode.blockNumber,
        `block numbers must be in order: ${target} <= ${number}`,
      );
    if (target - base.number > maxBlocks) {
      throw new RpcError(simulationErrorCode.tooManyBlocks, `too many blocks: more than ${maxBlocks}`);
    }
    while (++number < target) filled.push({ blockOverrides: { number } });
    filled.push({ ...block, blockOverrides: { ...block.blockOverrides, number: target } });
  }
  return filled;
}

/** The header of a simulated block, as far as it is known before the block runs. */
export function headerOf(
  parent: BlockHeader,
  { blockOverrides: given }: SimulatedCalls,
  { validation }: Simulation,
): SimulatedHeader {
  const timestamp = given?.time ?? parent.timestamp + secondsBetweenBlocks;
  if (timestamp <= parent.timestamp) {
    throw new RpcError(
      simulationErrorCode.timestamp,
      `block timestamps must be in order: ${timestamp} <= ${parent.timestamp}`,
    );
  }
  if (timestamp > latestTimestamp)
    throw new RpcError(simulationErrorCode.timestamp, `block timestamp ${timestamp} has more than 64 bits`);
  return {
    number: given?.number ?? parent.number + 1n,
    timestamp,
    gasLimit: given?.gasLimit ?? parent.gasLimit,
    baseFeePerGas: given?.baseFeePerGas ?? (validation ? parent.calcNextBaseFee() : 0n),
    coinbase: given?.feeRecipient ? createAddressFromString(given.feeRecipient) : parent.coinbase,
    prevRandao: given?.prevRandao ? hexToBytes(given.prevRandao) : new Uint8Array(32),
  };
}
