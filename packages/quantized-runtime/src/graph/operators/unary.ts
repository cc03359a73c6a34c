import { countWritten } from '../count.ts';
import { NO_EFFORT } from '../effort/effort.ts';
import { elementCount } from '../element-types.ts';
import { needs } from '../memory/needs.ts';
import type { NodeBase } from '../node.ts';
import type { Operator } from '../operator.ts';
import { boundedTensor, expectAbsent, expectActivations, expectLength, isFloat } from '../rules/context.ts';
import { typeInterval } from '../rules/interval.ts';
import { choiceField, realField } from '../schema/field.ts';
import { roles } from '../schema/fields.ts';
import { sameAsInput } from '../shapes/context.ts';
import { UNARY_FUNCTIONS, type UnaryFn } from '../unary-functions.ts';

/** f32: the function `fn` with constants `alpha`, `beta`. Integer: a table, `fn` stays for the reader. */
export interface UnaryNode extends NodeBase {
  readonly op: 'unary';
  readonly fn: UnaryFn;
  readonly alpha: number;
  readonly beta: number;
  readonly params: { readonly table?: string };
}

/** Functions in binary32 by how long they take. */
const FLOAT_KINDS = {
  relu: 'unary.simple',
  relu6: 'unary.simple',
  sigmoid: 'unary.exponential',
  tanh: 'unary.hyperbolic',
  exp: 'unary.exponential',
  log: 'unary.exponential',
  sqrt: 'unary.simple',
  rsqrt: 'unary.simple',
  abs: 'unary.simple',
  neg: 'unary.simple',
  square: 'unary.simple',
  elu: 'unary.hyperbolic',
  selu: 'unary.hyperbolic',
  gelu: 'unary.long',
  geluTanh: 'unary.exponential',
  silu: 'unary.exponential',
  softplus: 'unary.hyperbolic',
  softsign: 'unary.simple',
  hardSigmoid: 'unary.simple',
  hardSilu: 'unary.simple',
  hardTanh: 'unary.simple',
  leakyRelu: 'unary.simple',
  threshold: 'unary.simple',
  celu: 'unary.hyperbolic',
  logSigmoid: 'unary.hyperbolic',
  mish: 'unary.long',
  tanhShrink: 'unary.hyperbolic',
  softShrink: 'unary.simple',
  hardShrink: 'unary.simple',
  squareplus: 'unary.simple',
  sparsePlus: 'unary.simple',
  sparseSigmoid: 'unary.simple',
  erf: 'unary.long',
  sign: 'unary.simple',
  step: 'unary.simple',
  log1p: 'unary.hyperbolic',
  expm1: 'unary.hyperbolic',
  floor: 'unary.simple',
  round: 'unary.simple',
} as const;

export const unary = {
  fields: {
    fn: choiceField(...UNARY_FUNCTIONS),
    alpha: realField,
    beta: realField,
    params: roles([], ['table']),
  },
  inputs: [1, 1],
  outputs: 1,
  shapes: sameAsInput,
  bounds(node, context) {
    const [output] = context.outputs;
    expectActivations(context, context.inputs[0]!, output!);
    if (isFloat(context)) {
      expectAbsent(context, { ...node.params });
      return [typeInterval(output!)];
    }
    const wide = context.profile === 'a16';
    const table = boundedTensor(context, node.params.table, 'table', wide ? 'i16' : 'i8');
    expectLength(context, table, 'table', wide ? 1025 : 256);
    return [{ low: table.least, high: table.most }];
  },
  count: countWritten,
  effort: (_, { outputs: [output] }) => ({ ...NO_EFFORT, writes: elementCount(output!) }),
  memory: (_, { profile }) => needs(profile === 'f32' ? 0 : 2064),
  kinds: { integer: 'unary.table', f32: FLOAT_KINDS },
} as const satisfies Operator<UnaryNode>;
