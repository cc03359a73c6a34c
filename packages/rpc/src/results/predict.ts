import { z } from 'zod';
import { checksummedAddress, hash, quantity } from './scalars.ts';

/** What the registry says about a name. */
export const registeredModel = z.strictObject({
  name: z.string(),
  owner: checksummedAddress,
  latest: z.number().int(),
  count: z.number().int(),
  frozen: z.boolean(),
});
export type RegisteredModel = z.output<typeof registeredModel>;

/** A page of them. `next` holds `from` and `skip` of the next one. */
export const registeredModels = z.strictObject({
  models: z.array(registeredModel),
  next: z.strictObject({ from: quantity, skip: quantity }).nullable(),
});
export type RegisteredModels = z.output<typeof registeredModels>;

/** What PREDICT says about a model: lengths count numbers, `gas` is that of one example when nothing is warm. */
export const modelDescription = z.strictObject({
  modelId: hash,
  version: quantity,
  profile: z.string(),
  artefactBytes: quantity,
  /** Memory that a node takes to run it. */
  planBytes: quantity,
  inputLength: quantity,
  inputBytes: quantity,
  outputLength: quantity,
  outputBytes: quantity,
  gas: quantity,
  exceedsBlockGasLimit: z.boolean(),
  /** The most steps that it takes to generate one answer; 0 if it does not generate. */
  steps: quantity,
  /** What is left of `gas` after one step: gas of steps that were not taken is given back. */
  leastGas: quantity,
});
export type ModelDescription = z.output<typeof modelDescription>;

/** How large models of a chain may be: rule F10. */
export const modelLimits = z.strictObject({
  /** Bytes of a model. */
  artefactBytes: quantity,
  /** Elements of tensors, counted for each node that names them. */
  nodeElements: quantity,
  /** Elements of all activations together. */
  totalElements: quantity,
  /** Multiply-accumulates and elements of one example. */
  work: quantity,
  /** Memory that a node takes to run it, in bytes. */
  planBytes: quantity,
});
export type ModelLimits = z.output<typeof modelLimits>;

export const decimals = z.array(z.string().regex(/^-?\d+(\.\d+)?$/));
