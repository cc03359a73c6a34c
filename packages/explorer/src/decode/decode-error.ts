import { decodeErrorResult, type Hex } from 'viem';
import { ERRORS } from './known-abis.ts';
import { showValue } from './show-value.ts';

/** Why something was reverted, as its data says: a known error, a reason, a panic, or the bytes. */
export function decodeError(data: Hex): string {
  if (data === '0x') return 'reverted without a reason';
  try {
    const { errorName, args = [] } = decodeErrorResult({ abi: ERRORS, data });
    return errorName === 'Error'
      ? showValue(args[0])
      : `${errorName}(${args.map((arg) => showValue(arg)).join(', ')})`;
  } catch {
    return `an error that this page does not know: ${showValue(data, 200)}`;
  }
}
