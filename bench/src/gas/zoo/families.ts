import { binary, normalize, select, softmax, unary } from './elementwise.ts';
import { affine, conv, convTranspose, dense, depthwise, matmul } from './linear.ts';
import { concat, cut, gather, pad, resize, slice, tile, transpose } from './moving.ts';
import { recurrent } from './recurrent.ts';
import { pool, reduce } from './reducing.ts';
import type { Specimen } from './specimen.ts';

/** Operators of one kind, by their sizes. */
export interface Family {
  /** Least and most of each size. */
  readonly ranges: readonly (readonly [number, number])[];
  create(sizes: readonly number[]): Specimen;
}

const family = <const R extends readonly (readonly [number, number])[]>(
  ranges: R,
  create: (...sizes: { [K in keyof R]: number }) => Specimen,
): Family => ({ ranges, create: (sizes) => create(...(sizes as { [K in keyof R]: number })) });

const size = (most: number, least = 1) => [least, most] as const;
const pick = <T>(list: readonly T[], index: number): T => list[index - 1]!;

/** What the search for the worst case may build. */
export const FAMILIES: readonly Family[] = [
  family([size(300), size(2048), size(1024)], (rows, k, n) =>
    rows * k * n > 2 ** 24 ? dense(1, k, n) : dense(rows, k, n),
  ),
  family(
    [size(60, 8), size(60, 8), size(64), size(64), size(5), size(3), size(2), size(4, 0)],
    (h, w, c, n, k, stride, dilation, padding) =>
      conv([h, w], c, n, [Math.min(k, 3), k], {
        stride,
        dilation: Math.min(dilation, Math.floor((Math.min(h, w) - 1) / Math.max(1, k - 1)) || 1),
        padding,
      }),
  ),
  family([size(2000, 20), size(32), size(32), size(9)], (cells, c, n, k) => conv([cells], c, n, [k])),
  family([size(40, 8), size(8), size(8), size(4), size(4)], (cells, groups, c, n, k) =>
    conv([cells, cells], groups * c, groups * n, [k, k], { groups }),
  ),
  family(
    [size(60, 8), size(60, 8), size(128), size(7), size(3), size(3, 0), size(3)],
    (h, w, c, k, stride, padding, times) => depthwise([h, w], c, [k, k], { stride, padding }, times),
  ),
  family([size(20, 2), size(32), size(32), size(5), size(4)], (cells, c, n, k, stride) =>
    convTranspose([cells, cells], c, n, [k, k], stride),
  ),
  family([size(64, 8), size(64), size(8), size(3), size(2)], (cells, c, k, stride, fn) =>
    pool(pick(['max', 'avg'], fn), [cells, cells], c, k, stride),
  ),
  family([size(100_000, 16), size(6)], (n, fn) =>
    unary(pick(['tanh', 'gelu', 'relu', 'mish', 'log', 'rsqrt'], fn), n),
  ),
  family([size(400), size(400), size(3), size(4)], (a, b, shape, fn) =>
    binary(pick(['add', 'mul', 'max', 'div'], fn), [a, b], pick([[a, b], [b], [a, 1]], shape)),
  ),
  family([size(20), size(96), size(200), size(96), size(2)], (batch, m, k, n, b) =>
    matmul(batch, m, k, n, b === 2),
  ),
  family([size(3000), size(1000, 2)], (rows, n) => softmax(rows, Math.min(n, Math.ceil(200_000 / rows)))),
  family([size(3000), size(1000, 2), size(3)], (rows, n, fn) =>
    normalize(pick(['layer', 'rms', 'unit'], fn), rows, Math.min(n, Math.ceil(200_000 / rows))),
  ),
  family([size(60, 2), size(60, 2), size(64), size(4), size(4)], (a, b, c, fn, axes) =>
    reduce(pick(['mean', 'sum', 'max', 'min'], fn), [a, b, c], pick([[0, 1], [2], [1], [0, 2]], axes)),
  ),
  family([size(60), size(60), size(60), size(5)], (a, b, c, perm) =>
    transpose(
      [a, b, c],
      pick(
        [
          [0, 2, 1],
          [1, 0, 2],
          [1, 2, 0],
          [2, 0, 1],
          [2, 1, 0],
        ],
        perm,
      ),
    ),
  ),
  family([size(40, 2), size(64), size(3), size(2)], (cells, c, factor, fn) =>
    resize(pick(['bilinear', 'nearest'], fn), cells, c, pick([0.5, 1.5, 2], factor)),
  ),
  family([size(60), size(60), size(32), size(9, 0), size(9, 0), size(3, 0)], (a, b, c, x, y, z) =>
    pad([a, b, c], [x, y, z]),
  ),
  family([size(300), size(300), size(3), size(3)], (a, b, x, y) => slice([a, b], [x, y])),
  family([size(3000), size(300)], (a, b) => cut(a, Math.min(b, Math.ceil(200_000 / a)))),
  family([size(300), size(300), size(8), size(1, 0)], (a, b, parts, axis) => concat([a, b], axis, parts)),
  family([size(200), size(200), size(6), size(6)], (a, b, x, y) => tile([a, b], [x, y])),
  family([size(2000), size(1000), size(128)], gather),
  family([size(2000), size(100), size(3)], (rows, c, shape) =>
    affine(rows, c, pick([[c], [rows, 1], [rows, c]], shape)),
  ),
  family([size(400), size(400), size(2)], (a, b, shape) =>
    select(
      a,
      b,
      pick(
        [
          [a, b],
          [a, 1],
        ],
        shape,
      ),
    ),
  ),
  family([size(200), size(64), size(64), size(3)], (steps, i, h, fn) =>
    recurrent(pick(['rnn', 'lstm', 'gru'], fn), Math.min(steps, Math.ceil(200_000 / (h * (h + i)))), i, h),
  ),
];
