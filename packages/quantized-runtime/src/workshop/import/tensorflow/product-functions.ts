import { noEffect, only, reads } from '../settings.ts';
import { type Operand, op } from './expression.ts';
import {
  as,
  channelsLast,
  type TensorFlowFunction,
  type TensorFlowFunctions,
} from './tensorflow-function.ts';

const swapped = (x: Operand, isSwapped: boolean): Operand =>
  isSwapped ? op('Swapaxes', [x], { axis1: -2, axis2: -1 }) : x;

/** Products of matrices, and images. */
export const PRODUCTS: TensorFlowFunctions = {
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
  const settings = { ...reads('ksize', 'strides', 'padding'), ...channelsLast('NHWC') };
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
  return as({ ...reads('block_size'), ...channelsLast('NHWC') }, (call) =>
    op(className, [call.x], { block_size: call.config.int('block_size'), data_format: 'channels_last' }),
  );
}
