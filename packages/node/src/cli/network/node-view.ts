import { hexToNumber } from 'viem';
import { z } from 'zod';
import { connect } from '../rpc/client.ts';

/** What a node says of its chain. */
export interface NodeView {
  /** Number and hash of the newest block. */
  block: string;
  hash: string;
  /** Transactions that could be in the next block. */
  waiting: number | undefined;
}

const poolSchema = z.object({
  pending: z.custom<`0x${string}`>((value) => /^0x[0-9a-f]+$/.test(String(value))),
});

/** What viem's public clients do not know. */
interface TxpoolStatus {
  Parameters?: undefined;
  ReturnType: unknown;
}

/** Asks a node. @returns undefined when it does not answer */
export async function viewNode(url: string): Promise<NodeView | undefined> {
  try {
    const client = await connect(url);
    const { number, hash } = await client.getBlock();
    // Whoever may not ask for the pool is told so: then nobody here knows.
    const pool = await client.request<TxpoolStatus>({ method: 'txpool_status' }).then(
      (answer) => hexToNumber(poolSchema.parse(answer).pending),
      () => undefined,
    );
    return { block: String(number), hash, waiting: pool };
  } catch {
    return undefined;
  }
}
