import { PREDICT_ADDRESS, predictAbi } from '@evm-ml/evm/viem';
import { type Client, decodeAbiParameters, encodeFunctionData, type Hex, hexToBytes } from 'viem';
import { call } from 'viem/actions';
import type { ModelInput, ModelOutput } from '../workers/model-summary.ts';

/** A question to a model that is on the chain. */
export interface Question {
  /** Name, `name@version` or model id. */
  readonly model: string;
  readonly input: ModelInput;
  /** True: the answer is to be a text. */
  readonly wantsText: boolean;
}

/** What `eth_call` gave. */
export interface ChainAnswer {
  readonly output: ModelOutput;
  /** From asking to having the answer. */
  readonly milliseconds: number;
  readonly calldata: Hex;
  readonly returnData: Hex;
}

/** Asks PREDICT as a contract would. */
export async function askChain(client: Client, question: Question): Promise<ChainAnswer> {
  const calldata = encodeQuestion(question);
  const before = performance.now();
  const { data: returnData = '0x' } = await call(client, { to: PREDICT_ADDRESS, data: calldata });
  const milliseconds = performance.now() - before;
  return { output: decodeOutput(question, returnData), milliseconds, calldata, returnData };
}

function encodeQuestion({ model, input, wantsText }: Question): Hex {
  if (typeof input !== 'string')
    return encodeFunctionData({ abi: predictAbi, functionName: 'predict', args: [model, input] });
  const functionName = wantsText ? 'predictText' : 'predictFromText';
  return encodeFunctionData({ abi: predictAbi, functionName, args: [model, input] });
}

/** A text as its bytes: what is no UTF-8 would be lost in a string. */
function decodeOutput({ wantsText }: Question, returnData: Hex): ModelOutput {
  if (wantsText) return hexToBytes(decodeAbiParameters([{ type: 'bytes' }], returnData)[0]);
  return decodeAbiParameters([{ type: 'int256[]' }], returnData)[0];
}
