import type { Graph, Node, NodeOf, Op, Profile } from '../graph.ts';
import type { UnaryFn } from '../vocabulary.ts';

/** Functions of one number in binary32 by how long they take; in integers each is a table. */
const UNARY_GROUPS = {
  simple: [
    'relu',
    'relu6',
    'abs',
    'neg',
    'square',
    'softsign',
    'hardSigmoid',
    'hardSilu',
    'hardTanh',
    'leakyRelu',
    'threshold',
    'softShrink',
    'hardShrink',
    'squareplus',
    'sparsePlus',
    'sparseSigmoid',
    'sign',
    'step',
    'sqrt',
    'rsqrt',
  ],
  exponential: ['sigmoid', 'exp', 'log', 'silu', 'geluTanh'],
  hyperbolic: ['tanh', 'tanhShrink', 'elu', 'selu', 'celu', 'softplus', 'logSigmoid'],
  long: ['gelu', 'erf', 'mish'],
} as const satisfies Readonly<Record<string, readonly UnaryFn[]>>;

type UnaryGroup = keyof typeof UNARY_GROUPS;

const GROUP_OF = new Map<UnaryFn, UnaryGroup>(
  Object.entries(UNARY_GROUPS).flatMap(([group, names]) =>
    names.map((name) => [name, group as UnaryGroup] as const),
  ),
);

const BINARY_GROUPS = {
  add: 'sum',
  sub: 'sum',
  mul: 'product',
  div: 'quotient',
  max: 'extreme',
  min: 'extreme',
} as const;

const REDUCE_GROUPS = { sum: 'sum', mean: 'sum', max: 'extreme', min: 'extreme' } as const;

/** What has a price of its own: an operator, or one of its functions where they take different times. */
export type Kind =
  | Exclude<Op, 'pool' | 'binary' | 'unary' | 'normalize' | 'reduce' | 'resize' | 'recurrent'>
  | `pool.${NodeOf<'pool'>['fn']}`
  | `binary.${(typeof BINARY_GROUPS)[keyof typeof BINARY_GROUPS]}`
  | `unary.${UnaryGroup | 'table'}`
  | `normalize.${NodeOf<'normalize'>['fn']}`
  | `reduce.${(typeof REDUCE_GROUPS)[keyof typeof REDUCE_GROUPS]}`
  | `resize.${NodeOf<'resize'>['fn']}`
  | `recurrent.${NodeOf<'recurrent'>['fn']}`;

export function kindOf(node: Node, { profile }: Pick<Graph, 'profile'>): Kind {
  switch (node.op) {
    case 'binary':
      return `binary.${BINARY_GROUPS[node.fn]}`;
    case 'unary':
      return `unary.${profile === 'f32' ? GROUP_OF.get(node.fn)! : 'table'}`;
    case 'reduce':
      return `reduce.${REDUCE_GROUPS[node.fn]}`;
    case 'pool':
      return `pool.${node.fn}`;
    case 'normalize':
      return `normalize.${node.fn}`;
    case 'resize':
      return `resize.${node.fn}`;
    case 'recurrent':
      return `recurrent.${node.fn}`;
    default:
      return node.op;
  }
}

const COMMON = [
  'dense',
  'conv',
  'depthwise',
  'convTranspose',
  'pool.max',
  'pool.avg',
  'binary.sum',
  'binary.product',
  'binary.extreme',
  'affine',
  'softmax',
  'normalize.layer',
  'normalize.rms',
  'normalize.unit',
  'reduce.sum',
  'reduce.extreme',
  'matmul',
  'gather',
  'reshape',
  'transpose',
  'pad',
  'slice',
  'concat',
  'tile',
  'constant',
  'resize.nearest',
  'resize.bilinear',
  'select',
  'compare',
  'recurrent.rnn',
  'recurrent.lstm',
  'recurrent.gru',
] as const satisfies readonly Kind[];

/** Every kind that a graph of the profile can hold. */
export const KINDS = {
  a16: [...COMMON, 'requantize', 'unary.table'],
  a8: [...COMMON, 'requantize', 'unary.table'],
  f32: [...COMMON, 'binary.quotient', 'unary.simple', 'unary.exponential', 'unary.hyperbolic', 'unary.long'],
} as const satisfies Readonly<Record<Profile, readonly Kind[]>>;
