import type { Clamp, UnaryFn } from '../../../graph/graph.ts';
import type { Range } from './range.ts';

/** Where a function no longer changes by half a step of int16: its input need not reach further. */
export const DOMAINS: Partial<Record<UnaryFn | 'linear', number>> = {
  sigmoid: 11,
  tanh: 6,
  erf: 3.25,
  hardSigmoid: 3,
  hardTanh: 1,
  sparseSigmoid: 1,
};

/** Ranges that a function's values cannot leave. */
export const IMAGES: Partial<Record<UnaryFn | 'linear', Range>> = {
  sigmoid: { min: 0, max: 1 },
  tanh: { min: -1, max: 1 },
  erf: { min: -1, max: 1 },
  softsign: { min: -1, max: 1 },
  hardSigmoid: { min: 0, max: 1 },
  hardTanh: { min: -1, max: 1 },
  sparseSigmoid: { min: 0, max: 1 },
  sign: { min: -1, max: 1 },
  step: { min: 0, max: 1 },
  relu6: { min: 0, max: 6 },
};

/** Functions that a clamp computes. */
export const CLAMPS: Partial<Record<UnaryFn, Clamp>> = {
  relu: { min: 0, max: null },
  relu6: { min: 0, max: 6 },
  hardTanh: { min: -1, max: 1 },
};
