import { createTestClient, http } from 'viem';
import type { Client } from '../chain.ts';

/** The clock of a development chain, and going back on it. */
export function clockOf({ url }: { readonly url: string }, { public: { chain } }: Client) {
  const client = createTestClient({ mode: 'anvil', chain, transport: http(url) });
  const clock = {
    /** The next block comes so much later. */
    pass: async (seconds: number | bigint): Promise<void> => {
      await client.increaseTime({ seconds: Number(seconds) });
      await client.mine({ blocks: 1 });
    },
    /** The next block has this timestamp. */
    nextAt: (timestamp: number | bigint): Promise<void> =>
      client.setNextBlockTimestamp({ timestamp: BigInt(timestamp) }),
    /** A block at this second. */
    goTo: async (timestamp: bigint): Promise<void> => {
      await clock.nextAt(timestamp);
      await client.mine({ blocks: 1 });
    },
    /** Goes back to where the chain is now, each time that what this gives is called. */
    keep: async (): Promise<() => Promise<void>> => {
      let id = await client.snapshot();
      return async () => {
        await client.revert({ id });
        id = await client.snapshot();
      };
    },
  };
  return clock;
}
