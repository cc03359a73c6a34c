import type { Hex } from 'viem';

/** Addresses that every chain with PREDICT has, rule P1. Lower case; `4d4c` is "ML". */
export const PREDICT_ADDRESS: Hex = '0x0000000000000000000000000000000000004d4c';
export const MODEL_STORE_ADDRESS: Hex = '0x4d4c000000000000000000000000000000000001';
export const MODEL_REGISTRY_ADDRESS: Hex = '0x4d4c000000000000000000000000000000000002';
/** Who may do what, on chains whose genesis has members (rule D30). */
export const PERMISSIONS_ADDRESS: Hex = '0x4d4c000000000000000000000000000000000003';
