import type { RunTxResult } from '@ethereumjs/vm';
import {
  type Abi,
  bytesToHex,
  decodeErrorResult,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
} from 'viem';
import type { Chain, Sent } from './chain.ts';

/** A deployed contract under test. */
export interface TestContract {
  readonly address: Hex;
  /** Sends a transaction that must succeed; gives the decoded return value. */
  send(functionName: string, args?: readonly unknown[], options?: Sent): Promise<unknown>;
  /** Sends a transaction, whatever becomes of it. */
  try(functionName: string, args?: readonly unknown[], options?: Sent): Promise<RunTxResult>;
  /** Sends a transaction that must revert; the error as `Name(argument,argument)`, by `abi` or the contract's. */
  error(
    functionName: string,
    args?: readonly unknown[],
    options?: Sent & { readonly abi?: Abi },
  ): Promise<string>;
}

export function contractAt(chain: Chain, address: Hex, abi: Abi): TestContract {
  const run: TestContract['try'] = (functionName, args = [], options = {}) =>
    chain.send({ ...options, to: address, data: encodeFunctionData({ abi, functionName, args }) });
  return {
    address,
    try: run,
    send: async (functionName, args, options) => {
      const { execResult } = await run(functionName, args, options);
      const data = bytesToHex(execResult.returnValue);
      if (execResult.exceptionError)
        throw new Error(`${functionName}: ${execResult.exceptionError.error} ${data}`);
      return decodeFunctionResult({ abi, functionName, data });
    },
    error: async (functionName, args, options = {}) => {
      const { abi: errors = abi, ...sent } = options;
      const { execResult } = await run(functionName, args, sent);
      if (!execResult.exceptionError) throw new Error(`${functionName} did not revert`);
      if (execResult.returnValue.length === 0) return execResult.exceptionError.error;
      const decoded = decodeErrorResult({ abi: errors, data: bytesToHex(execResult.returnValue) });
      return `${decoded.errorName}(${(decoded.args ?? []).join(',')})`;
    },
  };
}
