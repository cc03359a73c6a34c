import type { Hex } from 'viem';

/** Where the floats precompile answers, rule E1. `4d4d` follows PREDICT's `4d4c`. */
export const FLOATS_ADDRESS: Hex = '0x0000000000000000000000000000000000004d4d';
