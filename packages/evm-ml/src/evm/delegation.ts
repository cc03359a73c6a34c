import { equalsBytes } from '@ethereumjs/util';

/** Code of an account that delegates is this and an address (EIP-7702). */
export const DELEGATION_PREFIX: Uint8Array = Uint8Array.of(0xef, 0x01, 0x00);

const addressBytes = 20;

/** True if code begins as a delegation does, whatever follows. */
export const beginsAsDelegation = (code: Uint8Array): boolean =>
  equalsBytes(code.subarray(0, DELEGATION_PREFIX.length), DELEGATION_PREFIX);

/** The address to which an account with this code delegates; undefined if it does not. */
export function delegateOf(code: Uint8Array): Uint8Array | undefined {
  return code.length === DELEGATION_PREFIX.length + addressBytes && beginsAsDelegation(code)
    ? code.subarray(DELEGATION_PREFIX.length)
    : undefined;
}
