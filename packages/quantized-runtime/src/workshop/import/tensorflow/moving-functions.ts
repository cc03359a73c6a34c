import { noEffect, only, reads } from '../settings.ts';
import { type Expression, layer, type Operand, op, toSlice } from './expression.ts';
import type { FunctionCall } from './function-call.ts';
import { as, former, type TensorFlowFunctions } from './tensorflow-function.ts';

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

/** Elements elsewhere. */
export const MOVING: TensorFlowFunctions = {
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
