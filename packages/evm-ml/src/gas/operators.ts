import type { Priced, Profile } from '../model.ts';
import { GAS } from './params.ts';
import type { OperatorGas } from './split.ts';

const MILLION = 1_000_000n;

/** Gas of one operator for one example, rounded up. Rule G4. */
export function operatorGas<P extends Profile>({ profile, kind, effort }: Priced<P>): bigint {
  const [base, product, write, read, run] = GAS.operators[profile][kind];
  const { products, writes, reads, runs } = effort;
  const millionths =
    BigInt(products) * BigInt(product) +
    BigInt(writes) * BigInt(write) +
    BigInt(reads) * BigInt(read) +
    BigInt(runs) * BigInt(run);
  return BigInt(base) + (millionths + MILLION - 1n) / MILLION;
}

/** Sum over operators. */
export function sumGas(operators: readonly OperatorGas[]): bigint {
  return operators.reduce((sum, { gas }) => sum + gas, 0n);
}

/** Whole 32-byte words that hold this many bytes. */
export function words(bytes: number): bigint {
  return BigInt(Math.ceil(bytes / 32));
}
