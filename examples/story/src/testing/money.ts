import { type Address, parseAbi } from 'viem';
import type { Client } from '../chain.ts';

const payoutsAbi = parseAbi(['function totalOwed() view returns (uint256)']);

/** Wei that a contract with Payouts holds, and what of it belongs to somebody already. */
export async function moneyOf(
  { public: client }: Client,
  address: Address,
): Promise<{ held: bigint; owed: bigint }> {
  const [held, owed] = await Promise.all([
    client.getBalance({ address }),
    client.readContract({ address, abi: payoutsAbi, functionName: 'totalOwed' }),
  ]);
  return { held, owed };
}
