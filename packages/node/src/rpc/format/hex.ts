import { bytesToHex } from '@ethereumjs/util';
import type { Hex } from 'viem';

/** A number as JSON-RPC writes it: no leading zeros, `0x0` for zero. */
export const toQuantity = (value: bigint | number): Hex => `0x${value.toString(16)}`;

/** Bytes as JSON-RPC writes them. */
export const toData = (bytes: Uint8Array): Hex => bytesToHex(bytes);

/** A number as 32 bytes. */
export const toWord = (value: bigint): Hex => `0x${value.toString(16).padStart(64, '0')}`;
