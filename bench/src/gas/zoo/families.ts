import { binary, normalize, softmax, unary } from './elementwise.ts';
import { affine, conv, convTranspose, dense, depthwise, matmul } from './linear.ts';
import { concat, gather, pad, resize, tile, transpose } from './moving.ts';
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

/** What the search for the worst case may build. */
export const FAMILIES: readonly Family[] = [
  family(
    [
      [1, 2048],
      [1, 1024],
    ],
    dense,
  ),
  family(
    [
      [7, 40],
      [1, 64],
      [1, 64],
      [1, 7],
    ],
    conv,
  ),
  family(
    [
      [7, 40],
      [1, 128],
      [1, 7],
    ],
    depthwise,
  ),
  family(
    [
      [2, 16],
      [1, 32],
      [1, 32],
      [1, 5],
      [1, 3],
    ],
    convTranspose,
  ),
  family(
    [
      [8, 64],
      [1, 64],
      [1, 8],
    ],
    (size, c, k) => pool('max', size, c, k),
  ),
  family(
    [
      [8, 64],
      [1, 64],
      [1, 8],
    ],
    (size, c, k) => pool('avg', size, c, k),
  ),
  family([[16, 100_000]], (n) => unary('tanh', [n])),
  family([[16, 50_000]], (n) => unary('gelu', [n])),
  family([[16, 50_000]], (n) => binary('add', [n])),
  family(
    [
      [1, 200],
      [1, 200],
    ],
    (a, b) => binary('mul', [a, b], [b]),
  ),
  family(
    [
      [1, 96],
      [1, 96],
      [1, 96],
    ],
    matmul,
  ),
  family(
    [
      [1, 100],
      [2, 1000],
    ],
    softmax,
  ),
  family(
    [
      [1, 100],
      [2, 1000],
    ],
    normalize,
  ),
  family(
    [
      [2, 40],
      [1, 64],
    ],
    (size, c) => reduce('mean', size, c),
  ),
  family(
    [
      [1, 300],
      [1, 300],
    ],
    transpose,
  ),
  family(
    [
      [2, 40],
      [1, 32],
    ],
    (size, c) => resize('bilinear', size, c),
  ),
  family(
    [
      [2, 60],
      [1, 32],
    ],
    pad,
  ),
  family(
    [
      [1, 200],
      [1, 200],
    ],
    concat,
  ),
  family(
    [
      [1, 100],
      [1, 100],
    ],
    tile,
  ),
  family(
    [
      [1, 500],
      [1, 1000],
      [1, 128],
    ],
    gather,
  ),
  family(
    [
      [1, 200],
      [1, 200],
    ],
    affine,
  ),
  family(
    [
      [1, 24],
      [1, 48],
      [1, 64],
    ],
    (steps, i, h) => recurrent('lstm', steps, i, h),
  ),
  family(
    [
      [1, 24],
      [1, 48],
      [1, 64],
    ],
    (steps, i, h) => recurrent('gru', steps, i, h),
  ),
];
