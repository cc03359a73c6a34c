import type { Graph } from '../../graph/graph.ts';
import { referenceKernels } from '../../kernels/reference/reference-kernels.ts';
import { createModel } from '../../plan/load-model.ts';
import { indexPort, plainValue } from './plain.ts';
import { sweep } from './sweep.ts';

/**
 * The numbers of a value that hangs on no input of the network, such as places counted along an axis or a mask; undefined
 * for any other.
 */
export function knownNumbers(graph: Graph, value: number): Float64Array | undefined {
  if (hangsOnInput(graph, value)) return undefined;
  // A graph has an input, and this one is not read.
  const values = [...graph.values, plainValue([1], 'i32')];
  const unread = indexPort('unread', graph.values.length, 1);
  const part = sweep({ ...graph, values, inputs: [unread], outputs: [{ name: 'known', value }] });
  const model = createModel(part, { kernels: referenceKernels });
  return model.decodeReal(model.run(new Uint8Array(model.inputBytes), 1));
}

function hangsOnInput({ nodes }: Graph, value: number): boolean {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  // The set grows while it is walked; each value has its turn once.
  const behind = new Set([value]);
  for (const one of behind) {
    const node = producers.get(one);
    if (node === undefined) return true;
    for (const input of node.inputs) behind.add(input);
  }
  return false;
}
