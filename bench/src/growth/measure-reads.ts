import type { Hex } from 'viem';
import { type Call, RpcClient } from '../chain/process/rpc-client.ts';
import type { Scene } from '../chain/workload.ts';
import { createRandom } from '../random.ts';
import { fillerHex } from './filler-accounts.ts';
import { type ReadTimes, timeReads } from './read-times.ts';

/**
 * Times of proofs of accounts that filled the state, and of balances, of ether and tokens, after an old block that later
 * ones have changed.
 * @param accounts how many filled the state
 * @param old number of that block
 */
export async function measureReads(
  url: string,
  { token, tokenAddress, known }: Scene,
  { accounts, old, requests }: { readonly accounts: number; readonly old: Hex; readonly requests: number },
): Promise<Record<string, ReadTimes>> {
  const random = createRandom(1);
  const filler = () => fillerHex(Math.floor(random.uniform() * accounts));
  const asks = (call: (turn: number) => Call): Call[] =>
    Array.from({ length: requests }, (_, turn) => call(turn));
  const knownAt = (turn: number) => known[turn % known.length]!;
  const client = new RpcClient(url);
  try {
    return {
      'eth_getProof, newest state': await timeReads(
        client,
        asks(() => ({ method: 'eth_getProof', params: [filler(), [], 'latest'] })),
      ),
      'eth_getBalance, newest state': await timeReads(
        client,
        asks(() => ({ method: 'eth_getBalance', params: [filler(), 'latest'] })),
      ),
      'eth_getBalance, old state': await timeReads(
        client,
        asks((turn) => ({ method: 'eth_getBalance', params: [turn % 2 ? filler() : knownAt(turn), old] })),
      ),
      'eth_call of a token, old state': await timeReads(
        client,
        asks((turn) => ({
          method: 'eth_call',
          params: [{ to: tokenAddress, data: token.balanceOf(knownAt(turn)) }, old],
        })),
      ),
    };
  } finally {
    client.close();
  }
}
