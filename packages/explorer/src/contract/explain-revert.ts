import { BaseError, type Hex, isHex } from 'viem';
import { decodeError } from '../decode/decode-error.ts';

/** Why a contract refused, in words; undefined where it was something else that went wrong. */
export function explainRevert(error: unknown): string | undefined {
  const data: unknown =
    error instanceof BaseError
      ? Object(error.walk((cause) => isHex(Object(cause).data))).data
      : Object(error).data;
  return isHex(data) ? `Reverted: ${decodeError(data as Hex)}` : undefined;
}
