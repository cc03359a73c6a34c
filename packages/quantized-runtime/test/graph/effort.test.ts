import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OPERATORS } from '../../src/graph/operators.ts';
import { type Effort, KINDS, type Shape, validate } from '../../src/index.ts';
import { type OneNode, oneNode } from '../support/one-node.ts';

const size = (most: number) => fc.integer({ min: 1, max: most });
const LINEAR = { min: null, max: null } as const;

/** A float graph of one node. Operators that know parameters may do without. */
function effortOf(
  inputs: readonly Shape[],
  output: Shape,
  node: OneNode['node'],
  params: Readonly<Record<string, Shape>> = {},
): Effort {
  const hasParams = 'params' in OPERATORS[node.op].fields;
  const graph = oneNode({ inputs, outputs: [output], node, ...(hasParams && { params }) });
  return validate(graph).work[0]!.effort;
}

const window = (cells: number, c: number, k: number, stride: number, border: number) => ({
  shape: [cells, cells, c],
  output: Math.floor((cells + 2 * border - k) / stride) + 1,
  fields: {
    strides: [stride, stride],
    padding: [
      [border, border],
      [border, border],
    ],
  },
});

/** Operators by their sizes; each size more is more work. */
const GROWING: Readonly<
  Record<string, { most: readonly number[]; effort(sizes: readonly number[]): Effort }>
> = {
  dense: {
    most: [40, 40, 40],
    effort: ([rows, k, n]) =>
      effortOf([[rows!, k!]], [rows!, n!], { op: 'dense', ...LINEAR }, { kernel: [k!, n!] }),
  },
  conv: {
    most: [12, 12, 12, 5, 4],
    effort([extra, c, n, k, border]) {
      const { shape, output, fields } = window(extra! + k!, c!, k!, 1, border!);
      const node = { op: 'conv', ...LINEAR, ...fields, dilations: [1, 1], groups: 1 } as const;
      return effortOf([shape], [output, output, n!], node, { kernel: [k!, k!, c!, n!] });
    },
  },
  depthwise: {
    most: [12, 20, 5, 3],
    effort([extra, c, border, times]) {
      const { shape, output, fields } = window(extra! + 3, c!, 3, 1, border!);
      const node = { op: 'depthwise', ...LINEAR, ...fields, dilations: [1, 1] } as const;
      return effortOf([shape], [output, output, c! * times!], node, { kernel: [3, 3, c!, times!] });
    },
  },
  convTranspose: {
    most: [10, 10, 10, 4, 4],
    effort([cells, c, n, k, stride]) {
      const output = (cells! - 1) * stride! + k!;
      const node = {
        op: 'convTranspose',
        ...LINEAR,
        strides: [stride, stride],
        dilations: [1, 1],
        padding: [
          [0, 0],
          [0, 0],
        ],
      } as const;
      return effortOf([[cells!, cells!, c!]], [output, output, n!], node, { kernel: [k!, k!, c!, n!] });
    },
  },
  pool: {
    most: [12, 20],
    effort([extra, c]) {
      const { shape, output, fields } = window(extra! + 3, c!, 3, 1, 0);
      return effortOf([shape], [output, output, c!], { op: 'pool', fn: 'max', size: [3, 3], ...fields });
    },
  },
  matmul: {
    most: [6, 20, 20, 20],
    effort: ([batch, m, k, n]) =>
      effortOf(
        [
          [batch!, m!, k!],
          [batch!, k!, n!],
        ],
        [batch!, m!, n!],
        { op: 'matmul', ...LINEAR, transposeB: false },
      ),
  },
  softmax: {
    most: [40, 40],
    effort: ([rows, n]) => effortOf([[rows!, n!]], [rows!, n!], { op: 'softmax', log: false }),
  },
  reduce: {
    most: [10, 10, 20],
    effort: ([a, b, c]) => effortOf([[a!, b!, c!]], [c!], { op: 'reduce', fn: 'sum', axes: [0, 1] }),
  },
  transpose: {
    most: [20, 20, 20],
    effort: ([a, b, c]) => effortOf([[a!, b!, c!]], [b!, a!, c!], { op: 'transpose', perm: [1, 0, 2] }),
  },
  concat: {
    most: [20, 20],
    effort: ([a, b]) =>
      effortOf(
        [
          [a!, b!],
          [a!, b!],
        ],
        [a!, 2 * b!],
        { op: 'concat', axis: 1 },
      ),
  },
  tile: {
    most: [20, 20, 5],
    effort: ([a, b, times]) => effortOf([[a!, b!]], [a! * times!, b!], { op: 'tile', repeats: [times, 1] }),
  },
  pad: {
    most: [20, 20, 5],
    effort: ([a, b, cells]) =>
      effortOf([[a!, b!]], [a! + 2 * cells!, b!], {
        op: 'pad',
        fill: 0,
        padding: [
          [cells, cells],
          [0, 0],
        ],
      }),
  },
  resize: {
    most: [20, 20],
    effort: ([cells, c]) =>
      effortOf([[cells!, cells!, c!]], [2 * cells!, 2 * cells!, c!], {
        op: 'resize',
        fn: 'bilinear',
        alignCorners: false,
        halfPixel: true,
      }),
  },
};

describe('more work is never less effort', () => {
  test.each(Object.entries(GROWING))('%s', (_, { most, effort }) => {
    const sizes = fc.tuple(...most.map(size));
    const property = fc.property(sizes, fc.nat(most.length - 1), size(3), (few, which, more) => {
      const many = few.with(which, few[which]! + more);
      const [less, greater] = [effort(few), effort(many)];
      for (const part of ['products', 'writes', 'reads'] as const) {
        expect(greater[part], `${part} of ${few} and ${many}`).toBeGreaterThanOrEqual(less[part]);
      }
      // Every kind of work but runs can only grow; longer runs may be fewer.
      expect(greater.products + greater.writes).toBeGreaterThanOrEqual(less.products + less.writes);
    });
    fc.assert(property, { seed: 4, numRuns: 300 });
  });
});

test('efforts are whole numbers that stay exact', () => {
  const { products, writes, reads, runs } = effortOf(
    [[2 ** 11, 2 ** 11]],
    [2 ** 11, 2 ** 11],
    { op: 'dense', ...LINEAR },
    { kernel: [2 ** 11, 2 ** 11] },
  );
  for (const part of [products, writes, reads, runs]) expect(Number.isSafeInteger(part)).toBe(true);
  expect(products).toBe(2 ** 33);
});

test('vectors that are not full cost what full ones do', () => {
  const dense = (rows: number, k: number, n: number) => GROWING['dense']!.effort([rows, k, n]);
  expect(dense(4, 31, 1).products).toBe(dense(4, 32, 8).products);
  expect(dense(4, 32, 9).products).toBe(dense(4, 32, 16).products);
});

test('no kind is listed twice', () => {
  for (const kinds of Object.values(KINDS)) expect(new Set(kinds).size).toBe(kinds.length);
});

test.each<[readonly Shape[], Shape, number]>([
  [[[4, 2, 3], [3]], [4, 2, 3], 8],
  [
    [
      [4, 2, 3],
      [2, 3],
    ],
    [4, 2, 3],
    4,
  ],
  [
    [
      [4, 2, 3],
      [1, 2, 3],
    ],
    [4, 2, 3],
    4,
  ],
  [
    [
      [4, 2, 3],
      [4, 1, 3],
    ],
    [4, 2, 3],
    8,
  ],
  [
    [
      [4, 2, 3],
      [4, 2, 1],
    ],
    [4, 2, 3],
    24,
  ],
  [[[4, 2, 3], []], [4, 2, 3], 24],
  [
    [
      [2, 2, 3],
      [2, 3],
    ],
    [2, 2, 3],
    2,
  ],
  [
    [
      [4, 2, 3],
      [4, 2, 3],
    ],
    [4, 2, 3],
    1,
  ],
])('G4: inputs of shapes %j are looked up anew at each of their common runs', (inputs, output, runs) => {
  const effort = effortOf(inputs, output, { op: 'binary', fn: 'max', ...LINEAR });
  expect(effort).toEqual({ products: 0, writes: 12 * (output[0]! / 2), reads: 0, runs });
});

const CORNER = {
  strides: [1, 1],
  padding: [
    [0, 1],
    [2, 0],
  ],
} as const;

test('G4: depthwise and pooling reckon with channels in whole vectors, and depthwise with its border', () => {
  const depthwise = { op: 'depthwise', ...LINEAR, ...CORNER, dilations: [1, 1] } as const;
  // Padded to 5 x 7 cells, of which a window of 2 x 3 gives 4 x 5.
  expect(effortOf([[4, 5, 9]], [4, 5, 18], depthwise, { kernel: [2, 3, 9, 2] })).toEqual({
    products: 20 * 6 * 24,
    writes: 20 * 24,
    reads: 35 * 9,
    runs: 20 * 3,
  });
  const pool = { op: 'pool', fn: 'max', ...CORNER, size: [2, 3] } as const;
  expect(effortOf([[4, 5, 9]], [4, 5, 9], pool)).toEqual({
    products: 20 * 6 * 16,
    writes: 20 * 16,
    reads: 0,
    runs: 20,
  });
});
