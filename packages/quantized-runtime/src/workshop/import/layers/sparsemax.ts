import type { GraphBuilder } from '../build/graph-builder.ts';
import { reshape } from '../build/moving-ops.ts';
import { binary, compare, constant, matmul, reduce, select, unary } from '../build/ops.ts';

/**
 * max(x - tau, 0) over the last axis, as keras.activations.sparsemax computes it, without sorting. With x
 * in falling order and c_i the sum of its first i elements, the support is where 1 + i * x_i > c_i, and
 * tau = (sum of c_i over the support - 1) / size of the support. (The published formula has the last c_i in
 * place of the sum; Keras has the sum.)
 */
export function sparsemax(g: GraphBuilder, x: number): number {
  const n = g.shape(x).at(-1)!;
  const lead = g.shape(x).slice(0, -1);
  const column = reshape(g, x, [...lead, n, 1]);
  const row = reshape(g, x, [...lead, 1, n]);
  const [zero, one] = [number(g, 0), number(g, 1)];
  // difference[j, i] = x_j - x_i; 1 + the sum over i of min(x_j - x_i, 0) is 1 + j * x_j - c_j.
  const difference = binary(g, 'sub', column, row);
  const margin = reduce(g, binary(g, 'min', difference, zero), 'sum', [lead.length + 1]);
  const support = select(g, compare(g, margin, 'gt', -1), one, zero);
  // before[j, i] = 1 where x_j comes at or before x_i in falling order, equals by index.
  const equals = select(g, compare(g, difference, 'eq', 0), upperTriangle(g, n), zero);
  const before = select(g, compare(g, difference, 'gt', 0), one, equals);
  const counts = matmul(g, before, reshape(g, support, [...lead, n, 1]));
  const kept = binary(g, 'mul', binary(g, 'mul', x, support), reshape(g, counts, [...lead, n]));
  const last = [lead.length];
  const excess = binary(g, 'sub', reduce(g, kept, 'sum', last, true), one);
  const tau = binary(g, 'div', excess, reduce(g, support, 'sum', last, true));
  return unary(g, binary(g, 'sub', x, tau), 'relu');
}

function number(g: GraphBuilder, value: number): number {
  return constant(g, `${g.layer}/number_${value}`, [1], Float32Array.of(value));
}

function upperTriangle(g: GraphBuilder, n: number): number {
  const data = Float32Array.from({ length: n * n }, (_, k) => (k % n >= Math.floor(k / n) ? 1 : 0));
  return constant(g, `${g.layer}/triangle`, [n, n], data);
}
