import { ELEMENT_BYTES, elementCount } from '../element-types.ts';
import type { Graph, NodeOf } from '../graph.ts';
import { findLoops, type Loop } from '../loops.ts';
import { alignUp } from './align.ts';

/** Activations in one block of memory. */
export interface Arena {
  /** Byte offset of each value from the start of the block. Values that a reshape joins share theirs. */
  readonly offsets: readonly number[];
  readonly bytes: number;
}

/** A place in memory and the nodes (by index) between which it is in use. */
interface Block {
  readonly bytes: number;
  first: number;
  last: number;
  offset: number;
}

/** The values whose memory each value shares: a reshape's output is its input, what a loop leaves behind its state. */
function findRoots(graph: Graph, loops: readonly Loop[]): number[] {
  const roots = graph.values.map((_, value) => value);
  const ends = new Map<NodeOf<'until'>, NodeOf<'repeat'>>(loops.map(({ until, repeat }) => [until, repeat]));
  for (const node of graph.nodes) {
    if (node.op === 'reshape') roots[node.outputs[0]!] = roots[node.inputs[0]!]!;
    if (node.op !== 'until') continue;
    const [, ...current] = ends.get(node)!.outputs;
    node.outputs.forEach((value, index) => {
      roots[value] = roots[current[index]!]!;
    });
  }
  return roots;
}

/**
 * Inputs live from before the first node; outputs and constants to the end, and constants from the start. What a loop
 * reads from before it, and its own step and states, live to the loop's end: its nodes run again.
 */
function findLifetimes(
  graph: Graph,
  roots: readonly number[],
  loops: readonly Loop[],
  capacity: number,
): Map<number, Block> {
  const blocks = new Map<number, Block>();
  const end = graph.nodes.length;
  const touch = (value: number, time: number): void => {
    const root = roots[value]!;
    const known = blocks.get(root);
    if (known !== undefined) {
      known.first = Math.min(known.first, time);
      known.last = Math.max(known.last, time);
      return;
    }
    const { shape, type } = graph.values[root]!;
    const bytes = alignUp(elementCount(shape) * ELEMENT_BYTES[type] * capacity);
    blocks.set(root, { bytes, first: time, last: time, offset: 0 });
  };
  for (const { value } of graph.inputs) touch(value, -1);
  graph.nodes.forEach((node, time) => {
    for (const value of node.inputs) touch(value, time);
    for (const value of node.outputs) touch(value, time);
    if (node.op === 'constant') for (const time of [-1, end]) touch(node.outputs[0]!, time);
  });
  for (const { value } of graph.outputs) touch(value, end);
  const loopAt = new Map<number, Loop>();
  for (const loop of loops) {
    for (const value of loop.repeat.outputs) touch(value, loop.end);
    for (let time = loop.head + 1; time < loop.end; time++) loopAt.set(time, loop);
  }
  for (const block of blocks.values()) {
    const loop = loopAt.get(block.last);
    if (loop !== undefined && block.first < loop.head) block.last = loop.end;
  }
  return blocks;
}

/** How many of the sorted `list` come before the first for which `isBeyond` holds. */
function countBefore<T>(list: readonly T[], isBeyond: (item: T) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBeyond(list[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Blocks that begin at one offset, by time: no two of them live at once. A chain of many nodes has few such offsets,
 * and few blocks of each meet one more, so that placing it takes hardly longer than reading it.
 */
interface Shelf {
  readonly offset: number;
  readonly blocks: Block[];
}

/** The lowest offset at which `block` overlaps none of the placed blocks that live at the same time. */
function findPlace(block: Block, shelves: readonly Shelf[]): number {
  let offset = 0;
  for (const shelf of shelves) {
    if (shelf.offset >= offset + block.bytes) break;
    const { blocks } = shelf;
    if (blocks[0]!.first > block.last || blocks.at(-1)!.last < block.first) continue;
    for (let i = countBefore(blocks, ({ last }) => last >= block.first); i < blocks.length; i++) {
      if (blocks[i]!.first > block.last) break;
      offset = Math.max(offset, shelf.offset + blocks[i]!.bytes);
    }
  }
  return offset;
}

/** Whether a shelf is taken all the time: whatever begins there is one block, as no other finds a place. */
const isSolid = (shelf: Shelf | undefined, end: number): shelf is Shelf =>
  shelf !== undefined && isWhole(shelf.blocks[0]!, end);

const isWhole = ({ first, last }: Block, end: number): boolean => first === -1 && last === end;

/**
 * Puts a block among those that are placed. Blocks that live all the time and touch each other count as one: thousands of
 * constants are passed over at once.
 */
function put(block: Block, shelves: Shelf[], end: number): void {
  const at = countBefore(shelves, ({ offset }) => offset >= block.offset);
  if (isWhole(block, end)) {
    const [below, above] = [shelves[at - 1], shelves[at]];
    const isAfter = isSolid(below, end) && below.offset + below.blocks[0]!.bytes === block.offset;
    const isBefore = isSolid(above, end) && above.offset === block.offset + block.bytes;
    const offset = isAfter ? below.offset : block.offset;
    const top = isBefore ? above.offset + above.blocks[0]!.bytes : block.offset + block.bytes;
    const solid = { offset, blocks: [{ ...block, offset, bytes: top - offset }] };
    shelves.splice(at - Number(isAfter), Number(isAfter) + Number(isBefore), solid);
    return;
  }
  const shelf = shelves[at];
  if (shelf?.offset !== block.offset) shelves.splice(at, 0, { offset: block.offset, blocks: [block] });
  else
    shelf.blocks.splice(
      countBefore(shelf.blocks, ({ first }) => first > block.first),
      0,
      block,
    );
}

/**
 * Places the activations of `capacity` examples by lifetime: the largest first (of equals the one that is written
 * first), each at the lowest offset that is free while it lives.
 */
export function planArena(graph: Graph, capacity: number): Arena {
  const loops = findLoops(graph);
  const roots = findRoots(graph, loops);
  const blocks = findLifetimes(graph, roots, loops, capacity);
  const bySize = [...blocks.values()].sort((a, b) => b.bytes - a.bytes || a.first - b.first);
  const shelves: Shelf[] = [];
  let bytes = 0;
  for (const block of bySize) {
    block.offset = findPlace(block, shelves);
    bytes = Math.max(bytes, block.offset + block.bytes);
    put(block, shelves, graph.nodes.length);
  }
  return { offsets: roots.map((root) => blocks.get(root)!.offset), bytes };
}
