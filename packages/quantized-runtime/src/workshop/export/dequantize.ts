import type { Graph, Node, Tensor } from '../../graph/graph.ts';
import { DEQUANTIZERS } from './dequantize-ops.ts';

/**
 * The real numbers that a parameter stands for, row-major. In an integer graph a parameter means what the node
 * that reads it makes of it: its integers, times the scales that its multipliers and values imply.
 */
export function dequantizeParam(graph: Graph, name: string): Float64Array {
  const tensor = graph.tensors.get(name);
  if (tensor === undefined) throw new RangeError(`the graph has no tensor "${name}"`);
  if (graph.profile === 'f32') return Float64Array.from(tensor.data);
  const found = findReader(graph, name);
  if (found === undefined) throw new RangeError(`no node reads tensor "${name}"`);
  const convert = DEQUANTIZERS[found.node.op][found.role];
  if (convert === undefined) {
    throw new RangeError(`"${found.role}" of ${found.node.op} has no real counterpart`);
  }
  return convert({ graph, node: found.node, tensor, param: (role) => paramOf(graph, found.node, role) });
}

function findReader(graph: Graph, name: string): { node: Node; role: string } | undefined {
  for (const node of graph.nodes) {
    if (!('params' in node)) continue;
    for (const [role, tensor] of Object.entries(node.params)) {
      if (tensor === name) return { node, role };
    }
  }
  return undefined;
}

function paramOf(graph: Graph, node: Node, role: string): Tensor | undefined {
  if (!('params' in node)) return undefined;
  const found = Object.entries(node.params).find(([key]) => key === role);
  return found === undefined ? undefined : graph.tensors.get(found[1]);
}
