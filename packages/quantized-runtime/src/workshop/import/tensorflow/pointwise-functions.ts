import { only, reads } from '../settings.ts';
import { op } from './expression.ts';
import { as, pointwise, type TensorFlowFunctions } from './tensorflow-function.ts';

const NO_LAYOUT = only('layout', [null], 'there is one machine');

/** Element by element. */
export const POINTWISE: TensorFlowFunctions = {
  'math.abs': pointwise('Absolute'),
  'math.exp': pointwise('Exp'),
  'math.expm1': pointwise('Expm1'),
  'math.log': pointwise('Log'),
  'math.log1p': pointwise('Log1p'),
  'math.sqrt': pointwise('Sqrt'),
  'math.rsqrt': pointwise('Rsqrt'),
  'math.square': pointwise('Square'),
  'math.negative': pointwise('Negative'),
  'math.reciprocal': pointwise('Reciprocal'),
  'math.sign': pointwise('Sign'),
  'math.floor': pointwise('Floor'),
  'math.ceil': pointwise('Ceil'),
  'math.round': as({}, (call) => op('Round', [call.x], { decimals: 0 })),
  'math.erf': pointwise('Erf'),
  'math.erfc': pointwise('Erfc'),
  'math.cosh': pointwise('Cosh'),
  'math.tanh': pointwise('Tanh'),
  'math.sigmoid': pointwise('Sigmoid'),
  'math.log_sigmoid': pointwise('LogSigmoid'),
  'math.softplus': pointwise('Softplus'),
  'nn.softsign': pointwise('Softsign'),
  'nn.relu': pointwise('Relu'),
  'nn.relu6': pointwise('Relu6'),
  'nn.elu': pointwise('Elu'),
  'nn.selu': pointwise('Selu'),
  'nn.silu': as(only('beta', [1, null], 'silu has no other beta here'), ({ x }) => op('Silu', [x])),
  'nn.leaky_relu': as(reads('alpha'), (call) =>
    op('LeakyRelu', [call.x], { negative_slope: call.config.number('alpha', 0.2) }),
  ),
  'nn.gelu': as(reads('approximate'), (call) =>
    op('Gelu', [call.x], { approximate: call.config.bool('approximate', false) }),
  ),
  'nn.softmax': as(reads('axis'), (call) => op('Softmax', [call.x], { axis: call.setting('axis') })),
  'nn.log_softmax': as(reads('axis'), (call) => op('LogSoftmax', [call.x], { axis: call.setting('axis') })),
  clip_by_value: as(reads('clip_value_min', 'clip_value_max'), (call) =>
    op('Clip', [call.x], {
      x_min: call.config.number('clip_value_min'),
      x_max: call.config.number('clip_value_max'),
    }),
  ),
  cast: as(reads('dtype'), (call) => op('Cast', [call.x], { dtype: call.config.string('dtype') })),
  where: as(reads('x', 'y'), (call) => op('Where', [call.x, call.operand('x'), call.operand('y')])),
  zeros_like: as({ ...reads('dtype'), ...NO_LAYOUT }, (call) =>
    op('ZerosLike', [call.x], { dtype: call.setting('dtype') }),
  ),
  ones_like: as({ ...reads('dtype'), ...NO_LAYOUT }, (call) =>
    op('OnesLike', [call.x], { dtype: call.setting('dtype') }),
  ),
  identity: pointwise('Copy'),
  stop_gradient: pointwise('StopGradient'),
};
