import { formatUnits } from 'viem';

/** The binary64 number nearest to `fixed` * 1e-18. */
export const fixedToReal = (fixed: bigint): number => Number(formatUnits(fixed, 18));
