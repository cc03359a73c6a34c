import { PREDICT_ADDRESS } from '../addresses.ts';
import { predictAbi } from '../generated/contracts.ts';

/** PREDICT as viem's actions take a contract. */
export const predictContract = { address: PREDICT_ADDRESS, abi: predictAbi } as const;
