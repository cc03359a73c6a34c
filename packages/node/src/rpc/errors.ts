import { errorCode } from '@evm-ml/rpc';
import type { Hex } from 'viem';

/** An error that goes to the client as it is. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  constructor(
    readonly code: number,
    message: string,
    readonly data?: Hex,
  ) {
    super(message);
  }
}

export const invalidParams = (message: string): RpcError => new RpcError(errorCode.invalidParams, message);
export const serverError = (message: string): RpcError => new RpcError(errorCode.server, message);
/** Over a bound: names it and its value. */
export const limitExceeded = (bound: string, value: number | bigint, hint: string): RpcError =>
  new RpcError(errorCode.limitExceeded, `more than ${bound} = ${value}: ${hint}`);
