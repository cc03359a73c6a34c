import type { GraphBuilder } from '../build/graph-builder.ts';
import { reshape } from '../build/moving-ops.ts';
import { compare, constant } from '../build/ops.ts';
import { allOf } from './masks.ts';

/** Where a query may look: [T, S], put together from what is given. */
export interface MaskParts {
  /** [T]: queries that count. */
  readonly query?: number | null | undefined;
  /** [S] each: keys and values that count. */
  readonly keys?: readonly (number | null | undefined)[];
  /** Only keys at or before the query. */
  readonly causal?: boolean;
  /** Only keys less than this many steps away. */
  readonly window?: number | null;
  /** A mask that a caller gave, of any shape that broadcasts to the scores. */
  readonly explicit?: number | undefined;
}

/** All parts joined by "and"; null when there are none. */
export function attentionMask(
  g: GraphBuilder,
  queries: number,
  keys: number,
  parts: MaskParts,
): number | null {
  const masks: number[] = [];
  if (parts.explicit !== undefined) masks.push(parts.explicit);
  if (typeof parts.query === 'number') masks.push(reshape(g, parts.query, [queries, 1]));
  for (const key of parts.keys ?? []) {
    if (typeof key === 'number') masks.push(reshape(g, key, [1, keys]));
  }
  if (parts.causal === true) masks.push(fixedMask(g, queries, keys, 'causal', (t, s) => s <= t));
  const { window } = parts;
  if (typeof window === 'number') {
    masks.push(fixedMask(g, queries, keys, `window_${window}`, (t, s) => Math.abs(t - s) < window));
  }
  if (masks.length === 0) return null;
  // The first operand of "and" must already have the full shape.
  const whole = fixedMask(g, queries, keys, 'everywhere', () => true);
  return masks.length === 1 && masks[0] === parts.explicit ? masks[0]! : allOf(g, [whole, ...masks]);
}

function fixedMask(
  g: GraphBuilder,
  queries: number,
  keys: number,
  name: string,
  keep: (t: number, s: number) => boolean,
): number {
  const data = Float32Array.from({ length: queries * keys }, (_, i) =>
    keep(Math.floor(i / keys), i % keys) ? 1 : 0,
  );
  return compare(g, constant(g, `${g.layer}/${name}`, [queries, keys], data), 'gt', 0.5);
}
