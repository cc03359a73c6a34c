import { type Abi, decodeErrorResult, type Hex } from 'viem';
import { ERRORS } from './known-abis.ts';
import { ownAbis } from './own-abis.ts';
import { showValue } from './show-value.ts';

/** Why something was reverted, as its data says: a known error, a reason, a panic, or the bytes. */
export function decodeError(data: Hex): string {
  if (data === '0x') return 'reverted without a reason';
  for (const abi of [ERRORS, ...ownAbis()]) {
    const known = tryDecode(abi, data);
    if (known !== undefined) return known;
  }
  return `an error that this page does not know: ${showValue(data, 200)}`;
}

function tryDecode(abi: Abi, data: Hex): string | undefined {
  try {
    const { errorName, args = [] } = decodeErrorResult({ abi, data });
    return errorName === 'Error'
      ? showValue(args[0])
      : `${errorName}(${args.map((arg) => showValue(arg)).join(', ')})`;
  } catch {
    return undefined;
  }
}
