import type { Effort, Work } from '../model.ts';
import type { OperatorPrice } from './operator-prices.ts';
import { GAS } from './params.ts';
import type { OperatorGas } from './split.ts';

const PRICES: Readonly<Record<string, Readonly<Record<string, OperatorPrice>>>> = GAS.operators;
const MILLION = 1_000_000n;

/** Gas of an operator of this kind for one example, rounded up. Rule G4. */
export function effortGas(kind: string, { products, writes, reads, runs }: Effort, profile: string): bigint {
  const price = PRICES[profile]?.[kind];
  if (price === undefined) throw new Error(`there is no price for ${kind} in profile ${profile}`);
  const [base, product, write, read, run] = price;
  const millionths =
    BigInt(products) * BigInt(product) +
    BigInt(writes) * BigInt(write) +
    BigInt(reads) * BigInt(read) +
    BigInt(runs) * BigInt(run);
  return BigInt(base) + (millionths + MILLION - 1n) / MILLION;
}

/** Gas of one operator for one example. */
export const operatorGas = ({ kind, effort }: Work, profile: string): bigint =>
  effortGas(kind, effort, profile);

/** Sum over operators. */
export function sumGas(operators: readonly OperatorGas[]): bigint {
  return operators.reduce((sum, { gas }) => sum + gas, 0n);
}

/** Whole 32-byte words that hold this many bytes. */
export function words(bytes: number): bigint {
  return BigInt(Math.ceil(bytes / 32));
}
