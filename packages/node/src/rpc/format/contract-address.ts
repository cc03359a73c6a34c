import type { TypedTransaction } from '@ethereumjs/tx';
import type { Hex } from 'viem';
import { createdBy } from '../../block/addresses-of.ts';
import { toData } from './hex.ts';

/** Address of the contract that a transaction without recipient creates. */
export const createContractAddress = (tx: TypedTransaction): Hex => toData(createdBy(tx));
