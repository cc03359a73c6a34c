import { GraphWriter } from '../../build/graph-writer.ts';
import { plainValue, realPort } from '../../build/plain.ts';
import { createProbe } from '../probe.ts';

/** x [rows, K] -> x · matrix [rows, N]: a view that the next call overwrites. */
export type Product = (x: Float32Array) => Float32Array;

/**
 * Products with a matrix [K, N] of binary32, `rows` rows at a time. They run on the runtime's kernel for dense
 * layers: fast, and fixed to the bit by rule O7.
 */
export function createProduct(matrix: Float32Array, columns: number, rows: number): Product {
  const length = matrix.length / columns;
  const open = { min: null, max: null };
  const graph = new GraphWriter('f32');
  const x = graph.addValue(plainValue([rows, length]));
  graph.inputs.push(realPort('x', x));
  const kernel = graph.addTensor('matrix', { shape: [length, columns], data: matrix });
  const y = graph.addValue(plainValue([rows, columns]));
  graph.add({ op: 'dense', inputs: [x], outputs: [y], layer: 'product', ...open, params: { kernel } });
  const probe = createProbe(graph.toGraph([{ name: 'y', value: y }]));
  return (input) => probe.run([input], 0, 1)(y) as Float32Array;
}
