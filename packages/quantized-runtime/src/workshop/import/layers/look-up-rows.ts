import { knownNumbers } from '../../build/known-numbers.ts';
import { reshape } from '../build/moving-ops.ts';
import { binary, compare, constant, dense, gather, select, unary } from '../build/ops.ts';
import type { LayerContext } from '../context.ts';

/** The most rows of a table that computed numbers choose from: each of them is compared with all. */
const MOST_ROWS = 1024;

/**
 * Rows [...I, width] of a table [rows, width]. Indices come straight from an input, hang on none (the rows are known then),
 * or are whole numbers that the network counted: those become codes of ones and zeros, and the table a dense kernel.
 * Throws ImportError.
 */
export function lookUpRows(
  layer: LayerContext,
  indices: number,
  table: string,
  rows: number,
  width: number,
): number {
  const g = layer.graph;
  const known = knownNumbers(g.toGraph([]), indices);
  if (known !== undefined) return knownRows(layer, known, indices, table, rows, width);
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

/** The rows themselves, chosen here and now. */
function knownRows(
  layer: LayerContext,
  known: Float64Array,
  indices: number,
  table: string,
  rows: number,
  width: number,
): number {
  const g = layer.graph;
  const outside = known.find((index) => !(index >= 0 && index < rows));
  if (outside !== undefined) {
    throw layer.refuse(`it looks up row ${outside}, and its table has ${rows}`);
  }
  const { data } = g.tensorNamed(table);
  const chosen = Float32Array.from({ length: known.length * width }, (_, i) =>
    Number(data[Math.trunc(known[Math.floor(i / width)]!) * width + (i % width)]),
  );
  return constant(g, `${layer.label}/known_rows`, [...g.shape(indices), width], chosen);
}
