import type { Profile, Work } from '@evm-ml/quantized-runtime';
import type { OperatorGas } from '../predict/trace.ts';
import { GAS, type OperatorPrices } from './params.ts';

const PRICES: Readonly<Record<Profile, OperatorPrices>> = GAS.operators;

/** Gas of one operator for one example, rounded up. Rule G4. */
export function operatorGas({ op, macs, elements }: Work, profile: Profile): bigint {
  const price = PRICES[profile][op];
  const milli = BigInt(macs) * BigInt(price.mac) + BigInt(elements) * BigInt(price.element);
  return BigInt(price.base) + (milli + 999n) / 1000n;
}

/** Sum over operators. */
export function sumGas(operators: readonly OperatorGas[]): bigint {
  return operators.reduce((sum, { gas }) => sum + gas, 0n);
}

/** Whole 32-byte words that hold this many bytes. */
export function words(bytes: number): bigint {
  return BigInt(Math.ceil(bytes / 32));
}
