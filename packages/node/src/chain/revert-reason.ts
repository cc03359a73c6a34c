import { predictErrorsAbi } from '@evm-ml/evm';
import { type Abi, decodeErrorResult, type Hex } from 'viem';

/** Errors that every Solidity program may revert with, and those of PREDICT and its contracts. */
const knownErrors: Abi = [
  { type: 'error', name: 'Error', inputs: [{ name: 'message', type: 'string' }] },
  { type: 'error', name: 'Panic', inputs: [{ name: 'code', type: 'uint256' }] },
  ...predictErrorsAbi,
];

/** Revert data in words, when it is of a known form. */
export function describeRevert(data: Hex): string | undefined {
  if (data === '0x') return undefined;
  try {
    const { errorName, args = [] } = decodeErrorResult({ abi: knownErrors, data });
    if (errorName === 'Error') return String(args[0]);
    return `${errorName}(${args.map((argument) => (typeof argument === 'string' ? JSON.stringify(argument) : String(argument))).join(', ')})`;
  } catch {
    return undefined;
  }
}
