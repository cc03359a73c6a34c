/** Functions of one real number. `alpha`, `beta` of a unary node are their constants where they have any. */
export const UNARY_FUNCTIONS = [
  'relu',
  'relu6',
  'sigmoid',
  'tanh',
  'exp',
  'log',
  'sqrt',
  'rsqrt',
  'abs',
  'neg',
  'square',
  'elu',
  'selu',
  'gelu',
  'geluTanh',
  'silu',
  'softplus',
  'softsign',
  'hardSigmoid',
  'hardSilu',
  'hardTanh',
  'leakyRelu',
  'threshold',
  'celu',
  'logSigmoid',
  'mish',
  'tanhShrink',
  'softShrink',
  'hardShrink',
  'squareplus',
  'sparsePlus',
  'sparseSigmoid',
  'erf',
  'sign',
  'step',
  'log1p',
  'expm1',
  'floor',
  'round',
] as const;

export type UnaryFn = (typeof UNARY_FUNCTIONS)[number];

/** Keras's default constants [alpha, beta], of functions that have some. */
const FUNCTION_DEFAULTS: {
  readonly [F in UnaryFn | 'linear']?: readonly [alpha: number, beta: number];
} = {
  elu: [1, 0],
  celu: [1, 0],
  selu: [1.6732632423543772, 1.0507009873554805],
  leakyRelu: [0.2, 0],
  hardShrink: [0.5, 0],
  softShrink: [0.5, 0],
  squareplus: [4, 0],
};

/** The constants of a function that is named without any. */
export function defaultConstants(fn: UnaryFn | 'linear'): readonly [alpha: number, beta: number] {
  return FUNCTION_DEFAULTS[fn] ?? [0, 0];
}
