import type { Client } from '@evm-ml/example-story';
import { type Address, BaseError, ContractFunctionRevertedError } from 'viem';
import { abi } from './abi.ts';
import { lockedBy, type Terms } from './market.ts';

/** True if an order is refused because its grader's name stands for another version by now. */
export async function isModelReplaced(buyer: Client, market: Address, terms: Terms): Promise<boolean> {
  try {
    await buyer.public.simulateContract({
      address: market,
      abi,
      functionName: 'order',
      args: [terms],
      value: lockedBy(terms),
      account: buyer.account,
    });
    return false;
  } catch (error) {
    const reverted =
      error instanceof BaseError
        ? error.walk((inner) => inner instanceof ContractFunctionRevertedError)
        : null;
    if (!(reverted instanceof ContractFunctionRevertedError)) throw error;
    return reverted.data?.errorName === 'ModelNotLatest';
  }
}
