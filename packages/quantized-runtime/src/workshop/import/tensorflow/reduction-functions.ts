import { noEffect, only, reads } from '../settings.ts';
import { type Expression, op } from './expression.ts';
import type { FunctionCall } from './function-call.ts';
import {
  as,
  former,
  reduced,
  type TensorFlowFunction,
  type TensorFlowFunctions,
} from './tensorflow-function.ts';

const reduction = (className: string): TensorFlowFunction =>
  as(reads('axis', 'keepdims'), (call) =>
    reduced(className, call.x, call.setting('axis'), call.setting('keepdims')),
  );

/** x over its length along `axis`. TensorFlow bounds the square of the length. */
function unitLength(call: FunctionCall): Expression {
  const squares = reduced('Sum', op('Square', [call.x]), call.setting('axis'), true);
  const bounded = op('Maximum', [squares, call.config.number('epsilon', 1e-12)]);
  return op('Multiply', [call.x, op('Rsqrt', [bounded])]);
}

/** Over axes, and along one. */
export const REDUCTIONS: TensorFlowFunctions = {
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
