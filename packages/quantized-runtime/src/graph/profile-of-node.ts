import type { Graph } from './graph.ts';
import type { NodeBase } from './node.ts';
import type { Profile } from './values.ts';

/** The profile that a node of a graph computes in: `a16` where an `a8` graph has int16 around it (rule O3). */
export function profileOfNode(
  { profile, values }: Pick<Graph, 'profile' | 'values'>,
  { inputs, outputs }: Pick<NodeBase, 'inputs' | 'outputs'>,
): Profile {
  if (profile !== 'a8') return profile;
  const isWide = (value: number): boolean => values[value]!.type === 'i16';
  return inputs.some(isWide) || outputs.some(isWide) ? 'a16' : 'a8';
}
