import { reshape } from '../build/moving-ops.ts';
import { binary, compare, constant, dense, gather, select, unary } from '../build/ops.ts';
import type { LayerContext } from '../context.ts';

/** The most rows of a table that computed numbers choose from: each of them is compared with all. */
const MOST_ROWS = 1024;

/**
 * Rows [...I, width] of a table [rows, width]. Indices come straight from an input, or are whole numbers that the network counted:
 * those become codes of ones and zeros, and the table a dense kernel. Throws ImportError.
 */
export function lookUpRows(
  layer: LayerContext,
  indices: number,
  table: string,
  rows: number,
  width: number,
): number {
  const g = layer.graph;
  if (!g.isCounted(indices)) {
    g.requireIndex(indices, rows);
    return gather(g, indices, table, [width]);
  }
  if (rows > MOST_ROWS) {
    throw layer.refuse(
      `numbers that are computed choose from ${rows} rows, and ${MOST_ROWS} can be followed`,
    );
  }
  const number = (x: number) => constant(g, `${layer.label}/number_${x}`, [1], Float32Array.of(x));
  const every = constant(
    g,
    `${layer.label}/rows`,
    [rows],
    Float32Array.from({ length: rows }, (_, i) => i),
  );
  const apart = binary(g, 'sub', reshape(g, indices, [...g.shape(indices), 1]), every);
  const codes = select(g, compare(g, unary(g, apart, 'abs'), 'lt', 0.5), number(1), number(0));
  return dense(g, codes, table, width);
}
