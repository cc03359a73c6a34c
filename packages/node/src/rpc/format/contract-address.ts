import type { TypedTransaction } from '@ethereumjs/tx';
import { bigIntToBytes, generateAddress } from '@ethereumjs/util';
import type { Hex } from 'viem';
import { toData } from './hex.ts';

/** Address of the contract that a transaction without recipient creates. */
export function createContractAddress(tx: TypedTransaction): Hex {
  return toData(generateAddress(tx.getSenderAddress().bytes, bigIntToBytes(tx.nonce)));
}
