import { type Account, type Chain, type Client, encodeFunctionData, type Hex, type Transport } from 'viem';
import { estimateGas, readContract } from 'viem/actions';
import { PREDICT_ADDRESS } from '../addresses.ts';
import { predictAbi } from '../generated/contracts.ts';
import { fixedToReal, realToFixed } from './fixed-point.ts';

export type AnyClient = Client<Transport, Chain | undefined, Account | undefined>;

/** A model by `org.domain.model`, `org.domain.model@version` or model id (rule P4). */
export interface ModelReference {
  readonly model: string;
}

/** One or more examples, one after another, in the model's own units. */
export interface Examples<N extends number | bigint> extends ModelReference {
  /** Real numbers, or exact ones as bigint in units of 1e-18. */
  readonly input: readonly N[];
}

const predict = { address: PREDICT_ADDRESS, abi: predictAbi } as const;

const isFixed = (numbers: readonly (number | bigint)[]): numbers is readonly bigint[] =>
  typeof numbers[0] === 'bigint';

/** Exact integers in units of 1e-18 as PREDICT takes them. */
function toFixed(input: readonly (number | bigint)[]): readonly bigint[] {
  return isFixed(input) ? input : input.map((x) => (typeof x === 'bigint' ? x : realToFixed(x)));
}

/** What the model answers, in the kind of number that was given: number for number, 1e-18 units for bigint. */
export async function readPrediction<N extends number | bigint>(
  client: AnyClient,
  { model, input }: Examples<N>,
): Promise<N extends bigint ? bigint[] : number[]>;
export async function readPrediction(
  client: AnyClient,
  { model, input }: Examples<number | bigint>,
): Promise<bigint[] | number[]> {
  const output = await readContract(client, {
    ...predict,
    functionName: 'predict',
    args: [model, toFixed(input)],
  });
  return isFixed(input) ? [...output] : output.map(fixedToReal);
}

/** Index of the largest output for one example; the lowest index among equals. */
export async function readClass(
  client: AnyClient,
  { model, input }: Examples<number | bigint>,
): Promise<number> {
  const args = [model, toFixed(input)] as const;
  return Number(await readContract(client, { ...predict, functionName: 'predictClass', args }));
}

/** The model's answer in its own little-endian numbers (rule P6). */
export function readRawPrediction(
  client: AnyClient,
  { model, input }: ModelReference & { readonly input: Hex },
): Promise<Hex> {
  return readContract(client, { ...predict, functionName: 'predictRaw', args: [model, input] });
}

/** Id, version, profile, lengths and price of a model: the struct `IPredict.Description`. */
export function readDescription(client: AnyClient, { model }: ModelReference) {
  return readContract(client, { ...predict, functionName: 'describe', args: [model] });
}

/**
 * Gas of a transaction that does nothing but ask the model these examples. PREDICT's own share, without the
 * transaction's, is `IPredict.gasOf`.
 */
export function estimatePrediction(
  client: AnyClient,
  { model, input }: Examples<number | bigint>,
): Promise<bigint> {
  const data = encodeFunctionData({
    abi: predictAbi,
    functionName: 'predict',
    args: [model, toFixed(input)],
  });
  return estimateGas(client, {
    ...(client.account && { account: client.account }),
    to: PREDICT_ADDRESS,
    data,
  });
}
