import type { HeaderData } from '@ethereumjs/block';
import { KECCAK256_RLP, SHA256_NULL } from '@ethereumjs/util';

/** Fields that a chain without a beacon chain leaves empty, in every block. */
export const emptyHeaderFields = {
  withdrawalsRoot: KECCAK256_RLP,
  blobGasUsed: 0n,
  excessBlobGas: 0n,
  parentBeaconBlockRoot: new Uint8Array(32),
  requestsHash: SHA256_NULL,
} satisfies HeaderData;
