import type { Model } from '../model.ts';
import { words } from './operators.ts';
import { GAS } from './params.ts';
import { contentGas, fixedIoGas, networkPrice, planGas, programGas, stepsPrice } from './prices.ts';

/** What the price of a first use depends on. */
export interface ColdSubject {
  readonly reference: { readonly length: number };
  readonly resolved: { readonly isNamed: boolean };
  readonly loaded: {
    readonly length: number;
    readonly programBytes: number;
    readonly indexAddresses: readonly unknown[];
    readonly chunkAddresses: readonly unknown[];
    readonly plan: { readonly model: Model };
  };
}

/** EIP-2929, as the chain's rules have it. */
export interface AccessPrices {
  readonly account: bigint;
  readonly slot: bigint;
}

/**
 * What `predict` costs for `batch` examples when nothing of the model is warm: all the rules of gas.md together. `steps`:
 * those that its loops take, all examples together; as many as they may if it is left out.
 */
export function coldPredictGas(
  { reference, resolved, loaded }: ColdSubject,
  batch: bigint,
  access: AccessPrices,
  steps?: readonly number[],
): bigint {
  const { model } = loaded.plan;
  // selector, two offsets, length and padded text of the reference, length and numbers of the input
  const calldataWords = 4n + words(reference.length) + batch * BigInt(model.inputLength) + 1n;
  const base = BigInt(GAS.base) + calldataWords * BigInt(GAS.calldataWord);
  const resolve = resolved.isNamed ? access.account + access.slot : 0n;
  const load =
    BigInt(1 + loaded.indexAddresses.length + loaded.chunkAddresses.length) * access.account +
    contentGas(loaded.length) +
    programGas(loaded.programBytes) +
    planGas(model.planBytes);
  const operators = steps === undefined ? batch * networkPrice(model).total : stepsPrice(model, batch, steps);
  return base + resolve + load + operators + fixedIoGas(model, batch);
}
