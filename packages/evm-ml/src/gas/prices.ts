import type { Model } from '../model.ts';
import { operatorGas, sumGas, words } from './operators.ts';
import { GAS } from './params.ts';
import type { OperatorGas } from './split.ts';

/** A network's price for one example whose loops take as many steps as they may. */
export interface NetworkPrice {
  readonly operators: readonly OperatorGas[];
  readonly total: bigint;
  /** What one step of each loop takes of it. */
  readonly steps: readonly bigint[];
}

/** A model is immutable, and adding up thousands of operators takes longer than it costs. */
const PRICES = new WeakMap<Model, NetworkPrice>();

/** Price of running a model on one example, operator by operator. Rules G4 and G8. */
export function networkPrice(model: Model): NetworkPrice {
  const known = PRICES.get(model);
  if (known !== undefined) return known;
  const steps = model.loops.map(() => 0n);
  const operators = model.work.map((work) => {
    const once = operatorGas(work);
    if (work.loop !== null) steps[work.loop]! += once;
    return { layer: work.layer, op: work.op, gas: once * BigInt(work.times) };
  });
  const price = { operators, total: sumGas(operators), steps };
  PRICES.set(model, price);
  return price;
}

/** Price of `batch` examples whose loops took `steps` steps, each of them for all examples together. Rule G8. */
export function stepsPrice(model: Model, batch: bigint, steps: readonly number[]): bigint {
  const { total, steps: prices } = networkPrice(model);
  const left = (loop: number) => batch * BigInt(model.loops[loop]!) - BigInt(steps[loop]!);
  return prices.reduce((price, gas, loop) => price - left(loop) * gas, batch * total);
}

/** The same, operator by operator. */
export function operatorsPrice(model: Model, batch: bigint, steps: readonly number[]): OperatorGas[] {
  return networkPrice(model).operators.map(({ layer, op, gas }, index) => {
    const { loop, times } = model.work[index]!;
    const runs = loop === null ? batch : BigInt(steps[loop]!);
    return { layer, op, gas: (gas / BigInt(times)) * runs };
  });
}

/** Reading a model and looking at its weights, rule G3. */
export function contentGas(modelBytes: number): bigint {
  return BigInt(GAS.loadModel) + words(modelBytes) * BigInt(GAS.loadWord);
}

/** Decoding a model's program and preparing what it describes, rule G3. */
export function programGas(programBytes: number): bigint {
  return words(programBytes) * BigInt(GAS.loadProgramWord);
}

/** The memory that a model's plan takes, rule G3. */
export function planGas(planBytes: number): bigint {
  return words(planBytes) * BigInt(GAS.loadPlanWord);
}

/** Floor and calldata, rule G1. */
export function baseGas(calldataBytes: number): bigint {
  return BigInt(GAS.base) + words(calldataBytes) * BigInt(GAS.calldataWord);
}

/** Numbers in units of 1e-18, in and out, rule G5. */
export function fixedIoGas(model: Model, batch: bigint): bigint {
  const { inputLength, outputLength } = model;
  return batch * BigInt(inputLength * GAS.fixedInput + outputLength * GAS.fixedOutput);
}

/** A text in, numbers in units of 1e-18 out, rule G5. */
export function textIoGas({ textBytes, outputLength }: Model): bigint {
  return words(textBytes) * BigInt(GAS.rawWord) + BigInt(outputLength * GAS.fixedOutput);
}

/** A text in and a text out, rule G5. */
export function textsIoGas({ textBytes, outputTextBytes }: Model): bigint {
  return (words(textBytes) + words(outputTextBytes)) * BigInt(GAS.rawWord);
}

/** Raw bytes, in and out, rule G5. */
export function rawIoGas(model: Model, batch: bigint): bigint {
  return batch * (words(model.inputBytes) + words(model.outputBytes)) * BigInt(GAS.rawWord);
}
