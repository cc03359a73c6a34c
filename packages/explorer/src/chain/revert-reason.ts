import { BaseError, type Client, type Hex, isHex, type Transaction } from 'viem';
import { call } from 'viem/actions';
import { decodeError } from '../decode/decode-error.ts';
import type { Frame } from './read-frames.ts';

/**
 * Why a transaction failed: from its trace, where the node traces; otherwise by calling the same on the state before its
 * block, which what stood before it in the block may have changed.
 */
export async function revertReason(
  client: Client,
  transaction: Transaction,
  root: Frame | undefined,
): Promise<string> {
  if (root) {
    if (root.output !== undefined && root.output !== '0x') return decodeError(root.output as Hex);
    return root.error ?? 'reverted without a reason';
  }
  const { from, to, input, value, gas, blockNumber } = transaction;
  try {
    await call(client, {
      account: from,
      ...(to !== null && { to }),
      data: input,
      value,
      gas,
      blockNumber: (blockNumber ?? 1n) - 1n,
    });
    return 'the same call succeeds on the state before its block';
  } catch (error) {
    const holder = error instanceof BaseError ? error.walk((cause) => isHex(Object(cause).data)) : null;
    const data: unknown = Object(holder).data;
    if (isHex(data)) return `${decodeError(data)}, asked again on the state before its block`;
    return error instanceof BaseError ? error.shortMessage : String(error);
  }
}
