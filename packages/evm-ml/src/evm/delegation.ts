import { equalsBytes } from '@ethereumjs/util';

/** Code of an account that delegates begins with this (EIP-7702). */
export const DELEGATION_PREFIX: Uint8Array = Uint8Array.of(0xef, 0x01, 0x00);

/** The address to which an account with this code delegates; undefined if it does not. */
export function delegateOf(code: Uint8Array): Uint8Array | undefined {
  return equalsBytes(code.subarray(0, DELEGATION_PREFIX.length), DELEGATION_PREFIX)
    ? code.subarray(DELEGATION_PREFIX.length)
    : undefined;
}
