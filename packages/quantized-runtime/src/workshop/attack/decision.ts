import { RuntimeError } from '../../errors.ts';
import type { Model } from '../../plan/model.ts';

/** An attack was asked for that the model or the samples do not allow. */
export class AttackError extends RuntimeError {
  override readonly name = 'AttackError';
}

/**
 * What a model decides: with several outputs the index of the largest, the lowest among equals, as PREDICT's
 * predictClass; with one output 1 from a threshold on, else 0.
 */
export interface Decider {
  /** Numbers of one example. */
  readonly features: number;
  readonly outputs: number;
  /** Outputs [batch, outputs] of examples [batch, features] in the model's own units, as a chain answers. */
  ask(examples: Float64Array, batch: number): Float64Array;
  /** The class that outputs of one example stand for. */
  classOf(outputs: Float64Array): number;
  /** By how much a class is ahead of all others: it is not the decision where this is below zero, or zero by the tie. */
  lead(outputs: Float64Array, kept: number): number;
}

/** @throws AttackError where several ports decide */
export function createDecider(model: Model, threshold: number): Decider {
  if (model.graph.outputs.length !== 1) {
    throw new AttackError(
      'several-outputs',
      `The model has ${model.graph.outputs.length} outputs: an attack needs one that decides; convert a network with that output alone.`,
    );
  }
  const { inputLength: features, outputLength: outputs } = model;
  return {
    features,
    outputs,
    ask: (examples, batch) => model.decodeReal(model.run(model.encodeReal(examples), batch)),
    classOf: (given) => (outputs === 1 ? Number(given[0]! >= threshold) : given.indexOf(Math.max(...given))),
    lead(given, kept) {
      if (outputs === 1) return kept === 1 ? given[0]! - threshold : threshold - given[0]!;
      return given[kept]! - strongestOther(given, kept).value;
    },
  };
}

/** The largest output that is not `kept`. */
export function strongestOther(
  outputs: ArrayLike<number>,
  kept: number,
): { readonly index: number; readonly value: number } {
  let [index, value] = [-1, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < outputs.length; i++) {
    if (i !== kept && outputs[i]! > value) [index, value] = [i, outputs[i]!];
  }
  return { index, value };
}
