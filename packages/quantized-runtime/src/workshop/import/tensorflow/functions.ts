import { noEffect, only, reads, type Settings } from '../settings.ts';
import { type Expression, layer, type Operand, op } from './expression.ts';
import type { FunctionCall } from './function-call.ts';

/** How a function of TensorFlow is written with keras.ops. */
export interface TensorFlowFunction {
  /** What becomes of each argument after the first. */
  readonly settings: Settings;
  readonly build: (call: FunctionCall) => Expression;
}

const as = (settings: Settings, build: TensorFlowFunction['build']): TensorFlowFunction => ({
  settings,
  build,
});

const pointwise = (className: string): TensorFlowFunction => as({}, ({ x }) => op(className, [x]));

const binary = (className: string, name = 'y'): TensorFlowFunction =>
  as(reads(name), (call) => op(className, [call.x, call.operand(name)]));

const reduction = (className: string): TensorFlowFunction =>
  as(reads('axis', 'keepdims'), (call) =>
    reduced(className, call.x, call.setting('axis'), call.setting('keepdims')),
  );

function reduced(className: string, x: Operand, axis: unknown, keepdims: unknown): Expression {
  return op(className, [x], { axis, keepdims });
}

/** An argument under the name that it had before TensorFlow 2. */
const former = (name: string) => only(name, [null], 'give the argument the name that it has today');

const NO_LAYOUT = only('layout', [null], 'there is one machine');

const HERE = 'data_format has to be channels last';

const ARITHMETIC: Readonly<Record<string, TensorFlowFunction>> = {
  'math.add': binary('Add'),
  '__operators__.add': binary('Add'),
  'math.subtract': binary('Subtract'),
  'math.multiply': binary('Multiply'),
  'math.divide': binary('Divide'),
  'math.truediv': binary('TrueDivide'),
  'math.divide_no_nan': binary('DivideNoNan'),
  'math.maximum': binary('Maximum'),
  'math.minimum': binary('Minimum'),
  'math.pow': binary('Power'),
  'math.squared_difference': as(reads('y'), (call) =>
    op('Square', [op('Subtract', [call.x, call.operand('y')])]),
  ),
  'math.scalar_mul': binary('Multiply', 'x'),
  'compat.v1.math.scalar_mul': binary('Multiply', 'x'),
  'math.add_n': as(
    {},
    ({ first }) => first.slice(1).reduce<Operand>((a, b) => op('Add', [a, b]), first[0]!) as Expression,
  ),
  'nn.bias_add': as({ ...reads('bias'), ...only('data_format', [null, 'NHWC'], HERE) }, (call) =>
    op('Add', [call.x, call.operand('bias')]),
  ),
  'math.equal': as({ ...reads('y') }, (call) => op('Equal', [call.x, call.operand('y')])),
  'math.not_equal': binary('NotEqual'),
  'math.greater': binary('Greater'),
  'math.greater_equal': binary('GreaterEqual'),
  'math.less': binary('Less'),
  'math.less_equal': binary('LessEqual'),
  'math.logical_and': binary('LogicalAnd'),
  'math.logical_or': binary('LogicalOr'),
  'math.logical_xor': binary('LogicalXor'),
  'math.logical_not': pointwise('LogicalNot'),
};

const POINTWISE: Readonly<Record<string, TensorFlowFunction>> = {
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

/** x over its length along `axis`. TensorFlow bounds the square of the length. */
function unitLength(call: FunctionCall): Expression {
  const squares = reduced('Sum', op('Square', [call.x]), call.setting('axis'), true);
  const bounded = op('Maximum', [squares, call.config.number('epsilon', 1e-12)]);
  return op('Multiply', [call.x, op('Rsqrt', [bounded])]);
}

const REDUCTIONS: Readonly<Record<string, TensorFlowFunction>> = {
  'math.reduce_sum': reduction('Sum'),
  'math.reduce_mean': reduction('Mean'),
  'math.reduce_max': reduction('Max'),
  'math.reduce_min': reduction('Min'),
  'math.reduce_prod': reduction('Prod'),
  'math.reduce_any': reduction('Any'),
  'math.reduce_all': reduction('All'),
  'math.reduce_std': reduction('Std'),
  'math.reduce_variance': reduction('Var'),
  'math.reduce_logsumexp': reduction('Logsumexp'),
  'math.l2_normalize': as({ ...reads('axis', 'epsilon'), ...former('dim') }, unitLength),
  'compat.v1.norm': as({ ...reads('ord', 'axis', 'keepdims'), ...former('keep_dims') }, (call) => {
    const order = call.setting('ord');
    const ord = order === 'euclidean' ? undefined : order;
    return op('Norm', [call.x], { ord, axis: call.setting('axis'), keepdims: call.setting('keepdims') });
  }),
  'math.argmax': as(
    { ...reads('axis'), ...only('output_type', ['int64', 'int32'], 'indices are whole') },
    (call) => op('Argmax', [call.x], { axis: call.config.int('axis', 0) }),
  ),
  'math.argmin': as(
    { ...reads('axis'), ...only('output_type', ['int64', 'int32'], 'indices are whole') },
    (call) => op('Argmin', [call.x], { axis: call.config.int('axis', 0) }),
  ),
  'math.top_k': as(
    {
      ...reads('k'),
      ...noEffect('the order is kept in any case', 'sorted'),
      ...only('index_type', ['int32', 'int64'], 'indices are whole'),
    },
    (call) => op('TopK', [call.x], { k: call.config.int('k', 1) }),
  ),
  'math.cumsum': as(
    {
      ...reads('axis'),
      ...only('exclusive', [false], 'each sum has its own element in it'),
      ...only('reverse', [false], 'sums run forward'),
    },
    (call) => op('Cumsum', [call.x], { axis: call.config.int('axis', 0) }),
  ),
};

const swapped = (x: Operand, isSwapped: boolean): Operand =>
  isSwapped ? op('Swapaxes', [x], { axis1: -2, axis2: -1 }) : x;

const PRODUCTS: Readonly<Record<string, TensorFlowFunction>> = {
  'linalg.matmul': as(
    {
      ...reads('b', 'transpose_a', 'transpose_b'),
      ...only('adjoint_a', [false], 'numbers are real'),
      ...only('adjoint_b', [false], 'numbers are real'),
      ...noEffect('it says how TensorFlow runs', 'a_is_sparse', 'b_is_sparse', 'grad_a', 'grad_b'),
      ...only('output_type', [null], 'it computes in float32 here'),
    },
    (call) =>
      op('Matmul', [
        swapped(call.x, call.config.bool('transpose_a', false)),
        swapped(call.operand('b'), call.config.bool('transpose_b', false)),
      ]),
  ),
  'image.resize': as(
    {
      ...reads('size'),
      ...only('method', ['bilinear', 'nearest'], 'bilinear and nearest can be followed'),
      ...only('preserve_aspect_ratio', [false], 'images get the size that is given'),
      ...only('antialias', [false], 'antialiasing has no operator'),
    },
    (call) =>
      op('Resize', [call.x], {
        size: call.config.ints('size'),
        interpolation: call.config.string('method', 'bilinear'),
        antialias: false,
        data_format: 'channels_last',
      }),
  ),
  'nn.max_pool2d': pooling('MaxPool'),
  'nn.avg_pool2d': pooling('AveragePool'),
  'nn.depth_to_space': blocks('DepthToSpace'),
  'nn.space_to_depth': blocks('SpaceToDepth'),
};

function pooling(className: string): TensorFlowFunction {
  const settings = { ...reads('ksize', 'strides', 'padding'), ...only('data_format', ['NHWC'], HERE) };
  return as(settings, (call) =>
    op(className, [call.x], {
      pool_size: call.config.intsOfRank('ksize', 2),
      strides: call.config.intsOfRank('strides', 2),
      padding: call.config.choice('padding', ['VALID', 'SAME']).toLowerCase(),
      data_format: 'channels_last',
    }),
  );
}

function blocks(className: string): TensorFlowFunction {
  return as({ ...reads('block_size'), ...only('data_format', ['NHWC'], HERE) }, (call) =>
    op(className, [call.x], { block_size: call.config.int('block_size'), data_format: 'channels_last' }),
  );
}

/** How `tf.split` names parts: a number of them, or the size of each. */
function split(call: FunctionCall): Expression {
  const sizes = call.config.get('num_or_size_splits');
  const places = (list: readonly number[]) =>
    list.slice(0, -1).map((_, i) => list.slice(0, i + 1).reduce((a, b) => a + b));
  const parts = Array.isArray(sizes)
    ? places(call.config.ints('num_or_size_splits'))
    : call.config.int('num_or_size_splits');
  return op('Split', [call.x], { indices_or_sections: parts, axis: call.config.int('axis', 0) });
}

/** All of a batch: only the shape behind it is said. */
const reshape = as(reads('shape'), (call) =>
  layer('Reshape', call.x, { target_shape: call.config.ints('shape').slice(1) }),
);

const transpose = as({ ...reads('perm'), ...only('conjugate', [false], 'numbers are real') }, (call) =>
  op('Transpose', [call.x], { axes: call.config.ints('perm') }),
);

const gather = as(
  {
    ...reads('indices', 'axis'),
    ...only('batch_dims', [0], 'indices are the same for all examples'),
    ...only('validate_indices', [null], 'indices are always looked at'),
  },
  (call) => op('Take', [call.x, call.config.get('indices') as Operand], { axis: call.config.int('axis', 0) }),
);

const padding = as(
  { ...reads('paddings', 'constant_values'), ...only('mode', ['CONSTANT'], 'it pads by reflection') },
  (call) =>
    op(
      'Pad',
      [call.x],
      { pad_width: call.config.list('paddings'), mode: 'constant' },
      { constant_values: call.config.number('constant_values', 0) },
    ),
);

const MOVING: Readonly<Record<string, TensorFlowFunction>> = {
  reshape,
  'compat.v1.transpose': transpose,
  transpose,
  expand_dims: as(reads('axis'), (call) => op('ExpandDims', [call.x], { axis: call.config.int('axis') })),
  'compat.v1.squeeze': as({ ...reads('axis'), ...former('squeeze_dims') }, (call) =>
    op('Squeeze', [call.x], { axis: call.setting('axis') }),
  ),
  concat: as(reads('axis'), (call) =>
    op('Concatenate', [[...call.first]], { axis: call.config.int('axis') }),
  ),
  stack: as(reads('axis'), (call) => op('Stack', [[...call.first]], { axis: call.config.int('axis', 0) })),
  unstack: as(reads('axis', 'num'), (call) =>
    op('Unstack', [call.x], { num: call.setting('num'), axis: call.config.int('axis', 0) }),
  ),
  split: as({ ...reads('num_or_size_splits', 'axis'), ...noEffect('the shape says it', 'num') }, split),
  tile: as(reads('multiples'), (call) => op('Tile', [call.x], { repeats: call.config.ints('multiples') })),
  repeat: as(reads('repeats', 'axis'), (call) =>
    op('Repeat', [call.x], { repeats: call.config.int('repeats'), axis: call.config.int('axis') }),
  ),
  reverse: as(reads('axis'), (call) => op('Flip', [call.x], { axis: call.setting('axis') })),
  'compat.v1.pad': padding,
  pad: padding,
  'compat.v1.gather': gather,
  gather,
  one_hot: as(
    {
      ...reads('depth', 'axis'),
      ...only('on_value', [null, 1], 'it gives 1'),
      ...only('off_value', [null, 0], 'it gives 0 elsewhere'),
      ...only('dtype', [null, 'float32'], 'it gives float32'),
    },
    (call) =>
      op('OneHot', [call.x], { num_classes: call.config.int('depth'), axis: call.config.int('axis', -1) }),
  ),
  '__operators__.getitem': as(reads('slice_spec'), (call) =>
    op('GetItem', [call.x, call.config.get('slice_spec') as Operand]),
  ),
  slice: as(reads('begin', 'size'), (call) => {
    const [begin, size] = [call.config.ints('begin'), call.config.ints('size')];
    const ends = begin.map((start, i) => [start, size[i] === -1 ? null : start + (size[i] ?? 0)] as const);
    return op('GetItem', [call.x, ends.map(([start, stop]) => toSlice(start === 0 ? null : start, stop))]);
  }),
};

/** A slice of Python as Keras 3 writes it. */
export function toSlice(start: unknown, stop: unknown, step: unknown = null): unknown {
  return { class_name: '__slice__', config: { start, stop, step } };
}

/** Functions of TensorFlow by the name that Keras 2 stores. */
export const FUNCTIONS: Readonly<Record<string, TensorFlowFunction>> = {
  ...ARITHMETIC,
  ...POINTWISE,
  ...REDUCTIONS,
  ...PRODUCTS,
  ...MOVING,
};
