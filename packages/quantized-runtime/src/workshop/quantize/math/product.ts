import type { Graph, Value } from '../../../graph/graph.ts';
import { createProbe } from '../probe.ts';

/** x [rows, K] -> x · matrix [rows, N]: a view that the next call overwrites. */
export type Product = (x: Float32Array) => Float32Array;

/**
 * Products with a matrix [K, N] of binary32, `rows` rows at a time. They run on the runtime's kernel for dense
 * layers: fast, and fixed to the bit by rule O7.
 */
export function createProduct(matrix: Float32Array, columns: number, rows: number): Product {
  const length = matrix.length / columns;
  const value = (...shape: number[]): Value => ({ shape, type: 'f32', scale: 1, zero: 0 });
  const graph: Graph = {
    profile: 'f32',
    values: [value(rows, length), value(rows, columns)],
    nodes: [
      {
        op: 'dense',
        inputs: [0],
        outputs: [1],
        layer: 'product',
        min: null,
        max: null,
        params: { kernel: 'matrix' },
      },
    ],
    inputs: [{ name: 'x', value: 0, kind: 'real', scale: [1], offset: [0], limit: 0 }],
    outputs: [{ name: 'y', value: 1 }],
    tensors: new Map([['matrix', { shape: [length, columns], data: matrix }]]),
  };
  const probe = createProbe(graph);
  return (x) => probe.run([x], 0, 1)(1) as Float32Array;
}
