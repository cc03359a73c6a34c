import type { UnaryFn } from '@evm-ml/quantized-runtime';
import { binary, compare, normalize, select, softmax, unary } from './elementwise.ts';
import { affine, conv, convTranspose, dense, depthwise, matmul } from './linear.ts';
import { loop, put, take } from './loops.ts';
import { concat, cut, gather, pad, resize, slice, tile, transpose } from './moving.ts';
import { recurrent } from './recurrent.ts';
import { pool, reduce } from './reducing.ts';
import type { Specimen } from './specimen.ts';
import { argmax, detokenize, tokenize } from './text.ts';

const CONVOLUTIONS: readonly Specimen[] = [
  conv([8, 8], 1, 3, [3, 3]),
  conv([28, 28], 1, 16, [5, 5]),
  conv([12, 12], 16, 32, [5, 5]),
  conv([32, 32], 3, 32, [3, 3], { stride: 2 }),
  conv([96, 96], 3, 8, [3, 3], { stride: 2, padding: 1 }),
  conv([56, 56], 64, 64, [1, 1]),
  conv([48, 48], 16, 32, [1, 1]),
  conv([14, 14], 128, 128, [3, 3]),
  conv([14, 14], 128, 128, [3, 3], { padding: 1 }),
  conv([3, 3], 256, 256, [3, 3], { padding: 1 }),
  conv([6, 6], 512, 512, [1, 1]),
  // few channels in or out, odd numbers of them
  conv([64, 64], 1, 1, [3, 3]),
  conv([64, 64], 1, 8, [1, 1]),
  conv([64, 64], 64, 1, [1, 1]),
  conv([31, 31], 3, 5, [1, 1]),
  conv([64, 64], 9, 9, [3, 3]),
  conv([100, 100], 2, 2, [2, 2], { stride: 2 }),
  // narrow, long, one axis, three axes
  conv([3, 700], 4, 8, [3, 3]),
  conv([700, 3], 4, 8, [3, 3]),
  conv([2000], 8, 16, [5]),
  conv([2000], 1, 4, [9]),
  conv([12, 12, 12], 8, 8, [3, 3, 3]),
  // dilation, groups, borders larger than the input
  conv([40, 40], 16, 16, [3, 3], { dilation: 3 }),
  conv([32, 32], 32, 32, [3, 3], { groups: 4 }),
  conv([32, 32], 32, 64, [3, 3], { groups: 16 }),
  conv([8, 8], 8, 8, [3, 3], { padding: 40, stride: 8 }),
];

const DEPTHWISE: readonly Specimen[] = [
  depthwise([14, 14], 32, [3, 3]),
  depthwise([56, 56], 64, [3, 3]),
  depthwise([56, 56], 64, [3, 3], { padding: 1 }),
  depthwise([48, 48], 16, [3, 3], { padding: 1, stride: 2 }),
  depthwise([57, 57], 3, [5, 5], { stride: 2 }),
  depthwise([64, 64], 1, [3, 3]),
  depthwise([40, 40], 24, [5, 5], { padding: 2 }),
  depthwise([40, 40], 9, [3, 3], { dilation: 2 }),
  depthwise([1000], 16, [7]),
  depthwise([28, 28], 16, [3, 3], {}, 2),
  depthwise([28, 28], 3, [5, 5], {}, 8),
  depthwise([3, 3], 512, [3, 3], { padding: 1 }),
];

const TRANSPOSED: readonly Specimen[] = [
  convTranspose([7, 7], 16, 16, [3, 3], 2),
  convTranspose([14, 14], 32, 32, [2, 2], 2),
  convTranspose([16, 16], 8, 1, [4, 4], 2),
  convTranspose([16, 16], 1, 1, [3, 3], 1),
  convTranspose([24, 24], 1, 8, [3, 3], 3),
  convTranspose([12, 12], 5, 3, [5, 5], 4),
  convTranspose([200], 16, 16, [4], 2),
  convTranspose([8, 8], 64, 32, [3, 3], 1),
];

const PRODUCTS: readonly Specimen[] = [
  dense(1, 4, 3),
  dense(1, 13, 32),
  dense(1, 128, 10),
  dense(1, 784, 128),
  dense(1, 1023, 1),
  dense(1, 1, 1023),
  dense(1, 1024, 1024),
  dense(1, 1500, 700),
  dense(1, 3000, 7),
  dense(1, 40_000, 1),
  dense(1, 1, 20_000),
  dense(2, 512, 512),
  dense(4, 256, 256),
  dense(64, 64, 64),
  dense(64, 256, 256),
  dense(256, 128, 128),
  dense(300, 64, 300),
  dense(200, 128, 1),
  dense(4000, 1, 1),
  dense(1000, 3, 9),
  dense(4000, 1, 8),
  matmul(1, 16, 64, 16),
  matmul(1, 64, 64, 64),
  matmul(1, 64, 64, 64, true),
  matmul(1, 128, 128, 128),
  matmul(8, 32, 16, 32, true),
  matmul(8, 32, 32, 16),
  matmul(1, 200, 200, 200),
  matmul(1, 1, 256, 256),
  matmul(1, 256, 256, 1),
  matmul(1, 256, 1, 256),
  matmul(1, 1, 30_000, 1),
  matmul(1000, 2, 2, 2),
  matmul(200, 5, 9, 3, true),
];

const WINDOWS: readonly Specimen[] = (['max', 'avg'] as const).flatMap((fn) => [
  pool(fn, [24, 24], 16, 2),
  pool(fn, [57, 57], 3, 3),
  pool(fn, [48, 48], 32, 2),
  pool(fn, [16, 16], 16, 1),
  pool(fn, [120, 120], 1, 2),
  pool(fn, [64, 64], 16, 3, 2),
  pool(fn, [24, 24], 24, 7, 1),
  pool(fn, [2000], 8, 4),
  pool(fn, [12, 12, 12], 8, 2),
]);

/** Every function in the profile that has no tables. */
const FUNCTIONS: readonly UnaryFn[] = [
  ...(['relu', 'relu6', 'abs', 'neg', 'square', 'sqrt', 'rsqrt', 'softsign', 'hardSigmoid'] as const),
  ...(['hardSilu', 'hardTanh', 'leakyRelu', 'threshold', 'softShrink', 'hardShrink', 'squareplus'] as const),
  ...(['sparsePlus', 'sparseSigmoid', 'sign', 'step', 'sigmoid', 'tanh', 'exp', 'log', 'elu'] as const),
  ...(['selu', 'celu', 'silu', 'tanhShrink', 'geluTanh', 'gelu', 'erf', 'softplus'] as const),
  ...(['logSigmoid', 'mish', 'log1p', 'expm1', 'floor', 'round'] as const),
];
/** Those that also run in the integer profiles: there each is the same table. */
const TABLES = new Set<UnaryFn>(['relu', 'tanh', 'gelu', 'sigmoid']);

const ELEMENTWISE: readonly Specimen[] = [
  ...FUNCTIONS.map((fn) => unary(fn, 16_384)),
  unary('tanh', 128),
  unary('tanh', 65_536),
  unary('relu', 200_000),
  unary('gelu', 30_000),
  ...(['add', 'sub', 'mul', 'div', 'max', 'min'] as const).map((fn) => binary(fn, [20_000])),
  ...(['add', 'mul', 'max'] as const).flatMap((fn) => [
    binary(fn, [4096]),
    binary(fn, [128, 128], [128]),
    binary(fn, [4000, 3], [3]),
    binary(fn, [128, 128], [128, 1]),
    binary(fn, [3000, 3], [3000, 1]),
    binary(fn, [128, 128], [1]),
    binary(fn, [1, 200], [200, 1]),
    binary(fn, [40, 40, 16], [40, 1, 16]),
  ]),
  affine(64, 64),
  affine(1000, 64),
  affine(8000, 3),
  affine(30_000, 1),
  affine(200, 100, [200, 1]),
  affine(200, 100, [200, 100]),
  affine(1000, 64, [1]),
  compare([64]),
  compare([100_000]),
  compare([2_000_000]),
  compare([100_000, 2], 'any'),
  compare([1000, 64], 'all'),
  compare([2, 1_000_000], 'any'),
  select(64, 64),
  select(300, 200),
  select(300, 200, [300, 1]),
  select(30_000, 2, [30_000, 1]),
  select(300, 200, [200]),
];

const ROWS: readonly Specimen[] = [
  softmax(1, 10),
  softmax(256, 2),
  softmax(6000, 2),
  softmax(64, 64),
  softmax(200, 200),
  softmax(1, 1000),
  softmax(1, 30_000),
  softmax(3000, 9),
  ...(['layer', 'rms', 'unit'] as const).flatMap((fn) => [
    normalize(fn, 64, 64),
    normalize(fn, 16, 512),
    normalize(fn, 3000, 2),
    normalize(fn, 3000, 9),
    normalize(fn, 1, 10_000),
    normalize(fn, 100, 256),
  ]),
  ...(['mean', 'sum', 'max', 'min'] as const).flatMap((fn) => [
    reduce(fn, [16, 16, 64], [0, 1]),
    reduce(fn, [40, 40, 64], [0, 1]),
    reduce(fn, [100, 100, 3], [0, 1]),
    reduce(fn, [200, 200], [1]),
    reduce(fn, [10_000, 2], [1]),
    reduce(fn, [30, 40, 50], [1]),
    reduce(fn, [20_000], [0]),
  ]),
];

const MOVES: readonly Specimen[] = [
  transpose([64, 64], [1, 0]),
  transpose([300, 300], [1, 0]),
  transpose([256, 256], [1, 0]),
  transpose([3, 20_000], [1, 0]),
  transpose([20_000, 3], [1, 0]),
  transpose([700, 900], [1, 0]),
  transpose([500, 300, 3], [1, 0, 2]),
  transpose([30, 40, 50], [1, 0, 2]),
  transpose([30, 40, 50], [2, 1, 0]),
  transpose([100, 200, 2], [1, 0, 2]),
  transpose([8, 8, 8, 8, 8], [4, 3, 2, 1, 0]),
  resize('nearest', 16, 16),
  resize('nearest', 60, 1),
  resize('nearest', 30, 33, 1.5),
  resize('nearest', 100, 3, 0.5),
  resize('bilinear', 16, 16),
  resize('bilinear', 60, 1),
  resize('bilinear', 30, 33, 1.5),
  resize('bilinear', 100, 3, 0.5),
  pad([32, 32, 16], [1, 1, 0]),
  pad([100, 100, 3], [1, 1, 0]),
  pad([200, 200], [1, 1]),
  pad([2, 2, 2], [40, 40, 4]),
  pad([20_000, 1], [0, 1]),
  pad([20_000], [5000]),
  slice([64, 64], [1, 2]),
  slice([300, 300], [2, 2]),
  slice([300, 300], [2, 1]),
  slice([60_000, 2], [1, 2]),
  cut(64, 64),
  cut(1000, 100),
  cut(30_000, 2),
  concat([64, 64], 1),
  concat([200, 200], 0),
  concat([200, 200], 1),
  concat([20_000, 1], 1),
  concat([5000, 1], 1, 8),
  tile([32, 32], [2, 2]),
  tile([100, 100], [3, 2]),
  tile([20_000, 1], [1, 3]),
  tile([1], [60_000]),
  tile([1, 200], [200, 1]),
  gather(64, 1000, 64),
  gather(1000, 500, 64),
  gather(10_000, 500, 2),
  gather(4, 100, 10_000),
];

const RECURRENT: readonly Specimen[] = (['rnn', 'lstm', 'gru'] as const).flatMap((fn) => [
  recurrent(fn, 16, 16, 32),
  recurrent(fn, 20, 48, 64),
  recurrent(fn, 200, 1, 1),
  recurrent(fn, 500, 3, 5),
  recurrent(fn, 8, 96, 32),
  recurrent(fn, 100, 8, 33),
]);

const TEXTS: readonly Specimen[] = [
  tokenize('words', 64, 16, { count: 200, bytes: 5 }),
  tokenize('words', 256, 64, { count: 5000, bytes: 6 }),
  tokenize('words', 4000, 1000, { count: 20_000, bytes: 4 }),
  tokenize('words', 4000, 1000, { count: 1, bytes: 4 }),
  tokenize('characters', 1000, 1000, { count: 26, bytes: 1 }),
  tokenize('characters', 20_000, 5000, { count: 2, bytes: 1 }),
  tokenize('whole', 5000, 1, { count: 200, bytes: 5000 }),
  tokenize('words', 20_000, 4, { count: 3, bytes: 2 }),
  argmax([31]),
  argmax([6, 31]),
  argmax([20, 5000]),
  argmax([100_000]),
  argmax([20_000, 2]),
  argmax([3000, 33]),
  detokenize('words', 16, { count: 200, bytes: 6 }),
  detokenize('words', 1000, { count: 20_000, bytes: 6 }),
  detokenize('joined', 20_000, { count: 100, bytes: 1 }),
  detokenize('joined', 20_000, { count: 50_000, bytes: 3 }),
  detokenize('joined', 50, { count: 100, bytes: 20_000 }),
];

/** Operators in sizes from tiny to large, and in shapes that suit kernels well and badly. */
const LOOPS: readonly Specimen[] = [
  take(64, 64, 1),
  take(4096, 16, 1024),
  take(1000, 1000, 30),
  put(1, 64, 64),
  put(8, 24, 16),
  put(64, 500, 8),
  put(1, 1000, 1000),
  loop('repeat', 1, [16]),
  loop('repeat', 64, [256]),
  loop('repeat', 4, [100_000]),
  loop('until', 1, [16]),
  loop('until', 64, [256]),
  loop('until', 4, [100_000]),
];

export const ZOO: readonly Specimen[] = [
  ...PRODUCTS,
  ...CONVOLUTIONS,
  ...DEPTHWISE,
  ...TRANSPOSED,
  ...WINDOWS,
  ...ELEMENTWISE,
  ...ROWS,
  ...MOVES,
  ...RECURRENT,
  ...TEXTS,
  ...LOOPS,
];

/**
 * Whether a specimen says something new in integers: functions of one number are all the same table there, and loops copy
 * rows whatever they hold.
 */
export const isNewInIntegers = (specimen: Specimen): boolean =>
  !LOOPS.includes(specimen) &&
  specimen.graph.nodes.every((node) => node.op !== 'unary' || TABLES.has(node.fn));
