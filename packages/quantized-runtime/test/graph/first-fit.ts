import { ELEMENT_BYTES, elementCount } from '../../src/graph/element-types.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { alignUp } from '../../src/graph/memory/align.ts';
import type { Arena } from '../../src/graph/memory/arena.ts';

/** A place in memory and the nodes (by index) between which it is in use. */
interface Block {
  readonly bytes: number;
  first: number;
  last: number;
  offset: number;
}

/** The values whose memory each value shares: a reshape's output is its input. */
function findRoots(graph: Graph): number[] {
  const roots = graph.values.map((_, value) => value);
  for (const node of graph.nodes) {
    if (node.op === 'reshape') roots[node.outputs[0]!] = roots[node.inputs[0]!]!;
  }
  return roots;
}

/** Inputs live from before the first node; outputs and constants to the end, and constants from the start. */
function findLifetimes(graph: Graph, roots: readonly number[], capacity: number): Map<number, Block> {
  const blocks = new Map<number, Block>();
  const end = graph.nodes.length;
  const touch = (value: number, time: number): void => {
    const root = roots[value]!;
    const { shape, type } = graph.values[root]!;
    const bytes = alignUp(elementCount(shape) * ELEMENT_BYTES[type] * capacity);
    const block = blocks.get(root) ?? { bytes, first: time, last: time, offset: 0 };
    block.first = Math.min(block.first, time);
    block.last = Math.max(block.last, time);
    blocks.set(root, block);
  };
  for (const { value } of graph.inputs) touch(value, -1);
  graph.nodes.forEach((node, time) => {
    for (const value of [...node.inputs, ...node.outputs]) touch(value, time);
    if (node.op === 'constant') for (const time of [-1, end]) touch(node.outputs[0]!, time);
  });
  for (const { value } of graph.outputs) touch(value, end);
  return blocks;
}

/** The lowest offset at which `block` overlaps none of the placed blocks that live at the same time. */
function findPlace(block: Block, placed: readonly Block[]): number {
  let offset = 0;
  for (const other of placed) {
    if (other.last < block.first || other.first > block.last) continue;
    if (other.offset >= offset + block.bytes) break;
    offset = Math.max(offset, other.offset + other.bytes);
  }
  return offset;
}

/** Rule F14 by the plainest loops: every placed block is looked at for each. */
export function firstFit(graph: Graph, capacity: number): Arena {
  const roots = findRoots(graph);
  const blocks = findLifetimes(graph, roots, capacity);
  const bySize = [...blocks.values()].sort((a, b) => b.bytes - a.bytes || a.first - b.first);
  const placed: Block[] = [];
  let bytes = 0;
  for (const block of bySize) {
    block.offset = findPlace(block, placed);
    bytes = Math.max(bytes, block.offset + block.bytes);
    const next = placed.findIndex(({ offset }) => offset > block.offset);
    placed.splice(next < 0 ? placed.length : next, 0, block);
  }
  return { offsets: roots.map((root) => blocks.get(root)!.offset), bytes };
}
