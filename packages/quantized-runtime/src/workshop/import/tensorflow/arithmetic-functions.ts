import { reads } from '../settings.ts';
import { type Expression, type Operand, op } from './expression.ts';
import { as, binary, channelsLast, pointwise, type TensorFlowFunctions } from './tensorflow-function.ts';

/** Arithmetic and comparisons. */
export const ARITHMETIC: TensorFlowFunctions = {
  'math.add': binary('Add'),
  '__operators__.add': binary('Add'),
  'math.subtract': binary('Subtract'),
  'math.multiply': binary('Multiply'),
  'math.divide': binary('Divide'),
  'math.truediv': binary('TrueDivide'),
  'math.floordiv': binary('FloorDivide'),
  'compat.v1.floor_div': binary('FloorDivide'),
  'math.floormod': binary('Mod'),
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
  'nn.bias_add': as({ ...reads('bias'), ...channelsLast(null, 'NHWC') }, (call) =>
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
