/** The runtime: all that a validator loads. The workshop (import, quantize) is `@evm-ml/quantized-runtime/workshop`. */

export * from './errors.ts';
export type * from './graph/graph.ts';
export type * from './plan/model.ts';
export { realToFixed } from './numerics/rational.ts';
