import { PREDICT_ADDRESS, predictAbi } from '@evm-ml/evm/viem';
import { type Client, decodeFunctionResult, encodeFunctionData, type Hex } from 'viem';
import { call } from 'viem/actions';

/** What `eth_call` gave. */
export interface ChainAnswer {
  /** In units of 1e-18. */
  readonly output: readonly bigint[];
  /** From asking to having the answer. */
  readonly milliseconds: number;
  readonly calldata: Hex;
  readonly returnData: Hex;
}

/** Asks PREDICT as a contract would. `input`: in units of 1e-18. */
export async function askChain(
  client: Client,
  model: string,
  input: readonly bigint[],
): Promise<ChainAnswer> {
  const calldata = encodeFunctionData({ abi: predictAbi, functionName: 'predict', args: [model, input] });
  const before = performance.now();
  const { data: returnData = '0x' } = await call(client, { to: PREDICT_ADDRESS, data: calldata });
  const milliseconds = performance.now() - before;
  const output = decodeFunctionResult({ abi: predictAbi, functionName: 'predict', data: returnData });
  return { output, milliseconds, calldata, returnData };
}
