import { type Client, refusalOf } from '@evm-ml/example-story';
import type { Address } from 'viem';
import { abi } from './abi.ts';
import { lockedBy, type Terms } from './market.ts';

/** True if an order is refused because its grader's name stands for another version by now. */
export async function isModelReplaced(buyer: Client, market: Address, terms: Terms): Promise<boolean> {
  const order = { address: market, abi, functionName: 'order', args: [terms], value: lockedBy(terms) };
  return (await refusalOf(buyer, order)) === 'ModelNotLatest';
}
