import type { RecurrentNode } from '../../../graph/graph.ts';
import type { GraphBuilder } from './graph-builder.ts';

/** Settings and parameters of a recurrent node. */
export type RecurrentSettings = Omit<RecurrentNode, 'op' | 'inputs' | 'outputs' | 'layer'>;

/** x [T, I] to [sequence [T, H], last h [H], (lstm) last c [H]]. */
export function recurrent(
  g: GraphBuilder,
  x: number,
  mask: number | null,
  settings: RecurrentSettings,
): readonly number[] {
  const steps = g.shape(x)[0]!;
  const { units, fn } = settings;
  const outputs = [g.value([steps, units]), g.value([units])];
  if (fn === 'lstm') outputs.push(g.value([units]));
  g.add({ ...settings, op: 'recurrent', inputs: mask === null ? [x] : [x, mask], outputs, layer: g.layer });
  return outputs;
}
