import { formatUnits } from 'viem';

/** The binary64 number nearest to `fixed` * 1e-18. */
export function fixedToReal(fixed: bigint): number {
  return Number(formatUnits(fixed, 18));
}
