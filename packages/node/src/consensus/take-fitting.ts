import type { TypedTransaction } from '@ethereumjs/tx';
import type { Selection } from '../mempool/select.ts';

/** Gas that a transaction takes at the least, and for each byte of its calldata (EIP-7623). */
const [leastGas, leastByteGas] = [21_000n, 10n];

/** The first transactions, up to the last that a block of so much gas can hold. */
export function takeFitting(selection: Selection, gasLimit: bigint, most: number): TypedTransaction[] {
  const taken: TypedTransaction[] = [];
  let left = gasLimit;
  for (const tx of selection) {
    left -= leastGas + leastByteGas * BigInt(tx.data.length);
    if (left < 0n || taken.length === most) break;
    taken.push(tx);
  }
  return taken;
}
