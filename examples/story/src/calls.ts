import { waitForReceipt } from '@evm-ml/evm/viem';
import {
  type Abi,
  type Address,
  BaseError,
  ContractFunctionRevertedError,
  encodeFunctionData,
  type Hex,
  type TransactionReceipt,
} from 'viem';
import { type Client, receiptOf } from './chain.ts';

/** A call of a contract as data, for those who put calls together. */
export interface Call {
  readonly address: Address;
  readonly abi: Abi;
  readonly functionName: string;
  readonly args: readonly unknown[];
  readonly value?: bigint;
}

/** Sends a call that must succeed. */
export async function send(client: Client, call: Call): Promise<TransactionReceipt> {
  return receiptOf(client, await write(client, call));
}

/** Sends a call whatever becomes of it. @param gas of the transaction: nothing is estimated */
export async function outcomeOf(
  client: Client,
  call: Call,
  gas = 10_000_000n,
): Promise<TransactionReceipt['status']> {
  const hash = await write(client, { ...call, gas });
  return (await waitForReceipt(client.public, { hash })).status;
}

/** Name of the error with which a contract refuses a call in the next block; undefined where it does not. */
export async function refusalOf(client: Client, call: Call): Promise<string | undefined> {
  try {
    await client.public.simulateContract({ ...call, account: client.account, blockTag: 'pending' });
    return undefined;
  } catch (error) {
    return refusalIn(error);
  }
}

/** Name of the error with which a contract refused. @throws what is no refusal, or one that the ABI does not know */
export function refusalIn(error: unknown): string {
  const { data } = revertIn(error);
  if (!data) throw error;
  return data.errorName;
}

/** The revert that a call failed by. @throws what is none */
export function revertIn(error: unknown): ContractFunctionRevertedError {
  const found =
    error instanceof BaseError && error.walk((inner) => inner instanceof ContractFunctionRevertedError);
  if (found instanceof ContractFunctionRevertedError) return found;
  throw error;
}

/** The calldata of a call, for a contract that makes it. */
export const calldataOf = ({ abi, functionName, args }: Pick<Call, 'abi' | 'functionName' | 'args'>): Hex =>
  encodeFunctionData({ abi, functionName, args });

const write = (client: Client, call: Call & { gas?: bigint }): Promise<Hex> =>
  client.wallet.writeContract(call);
