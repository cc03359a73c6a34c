import { ImportError } from '../../../errors.ts';
import type { GraphBuilder } from './graph-builder.ts';
import { binary, unary } from './ops.ts';

/** Whole types so wide that numbers of a network do not wrap around. */
const WIDE_TYPES: ReadonlySet<string> = new Set(['int32', 'int64']);

/** Numbers cut toward 0 to whole ones of a Keras dtype. Throws ImportError where some would wrap around. */
export function cut(g: GraphBuilder, x: number, dtype: string): number {
  if (WIDE_TYPES.has(dtype)) return g.markCounted(truncate(g, x));
  throw new ImportError(
    'unsupported-setting',
    `Layer "${g.layer}" casts numbers to ${dtype}, where those that it cannot hold wrap around: cast to int32.`,
  );
}

/** sign(x) floor(|x|). */
export function truncate(g: GraphBuilder, x: number): number {
  return binary(g, 'mul', unary(g, x, 'sign'), unary(g, unary(g, x, 'abs'), 'floor'));
}

/**
 * Given numbers as whole ones of a Keras dtype. What is looked up is whole where it enters; `settleCuts` cuts the rest when the
 * whole network is known.
 */
export function cutGiven(g: GraphBuilder, value: number, dtype: string): number {
  const output = g.value(g.shape(value), g.type(value));
  g.cuts.push({ output, dtype });
  return g.add({ op: 'reshape', inputs: [value], outputs: [output], layer: g.layer });
}

/** Cuts given numbers that nothing looks up, where they are cast. Throws ImportError. */
export function settleCuts(g: GraphBuilder): void {
  for (const { output, dtype } of g.cuts) {
    if (g.type(output) === 'i32') continue;
    const at = g.nodes.findIndex(({ outputs }) => outputs.includes(output));
    const node = g.nodes[at]!;
    g.layer = node.layer;
    const end = g.nodes.length;
    const whole = cut(g, node.inputs[0]!, dtype);
    g.nodes.splice(at, 1, ...g.nodes.splice(end), { ...node, inputs: [whole] });
  }
}
