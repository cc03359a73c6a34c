import {
  type Abi,
  type AbiParameter,
  decodeFunctionData,
  getAbiItem,
  type Hex,
  toFunctionSignature,
} from 'viem';
import { abisOf } from './known-abis.ts';
import { showValue } from './show-value.ts';

/** A value with the name and the type that an ABI gives it. */
export interface Named {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

export interface DecodedCall {
  readonly name: string;
  readonly signature: string;
  readonly args: readonly Named[];
}

/** What a call says, if one of the known interfaces has its selector and its arguments fit. */
export function decodeCall(to: string, data: Hex): DecodedCall | undefined {
  for (const abi of abisOf(to)) {
    const decoded = tryDecode(abi, data);
    if (decoded) return decoded;
  }
  return undefined;
}

function tryDecode(abi: Abi, data: Hex): DecodedCall | undefined {
  try {
    const { functionName, args = [] } = decodeFunctionData({ abi, data });
    const item = getAbiItem({ abi, name: functionName, args } as never) as Abi[number] | undefined;
    if (item?.type !== 'function') return undefined;
    return { name: functionName, signature: toFunctionSignature(item), args: nameValues(item.inputs, args) };
  } catch {
    return undefined;
  }
}

/** Values in the order of their parameters. */
export const nameValues = (parameters: readonly AbiParameter[], values: readonly unknown[]): Named[] =>
  parameters.map(({ name, type }, index) => ({
    name: name ?? String(index),
    type,
    value: showValue(values[index]),
  }));
