import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ELEMENT_BYTES, elementCount } from '../../src/graph/element-types.ts';
import { planArena } from '../../src/graph/memory/arena.ts';
import type { Graph } from '../../src/index.ts';
import { GraphMaker } from '../support/graph-maker.ts';
import { addRandomOps } from '../support/random-ops.ts';

/** When each value is in use: from the node that writes it (-1 for inputs) to its last reader (end for outputs). */
function livesOf(graph: Graph): { first: number; last: number; bytes: number; root: number }[] {
  const end = graph.nodes.length;
  const lives = graph.values.map(({ shape, type }, value) => ({
    first: Infinity,
    last: -Infinity,
    bytes: elementCount(shape) * ELEMENT_BYTES[type],
    root: value,
  }));
  const touch = (value: number, time: number): void => {
    const life = lives[value]!;
    life.first = Math.min(life.first, time);
    life.last = Math.max(life.last, time);
  };
  for (const { value } of graph.inputs) touch(value, -1);
  for (const { value } of graph.outputs) touch(value, end);
  graph.nodes.forEach((node, time) => {
    for (const value of [...node.inputs, ...node.outputs]) touch(value, time);
    if (node.op === 'constant') for (const time of [-1, end]) touch(node.outputs[0]!, time);
    if (node.op === 'reshape') lives[node.outputs[0]!]!.root = lives[node.inputs[0]!]!.root;
  });
  return lives;
}

test('values that live at the same time never overlap, joined ones share, and memory is used again', () => {
  let reused = 0;
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 5 }), (seed, capacity) => {
      const m = new GraphMaker('a16', seed);
      const last = addRandomOps(m, m.input([6, 5, 3]), 8);
      const graph = m.graph([last]);
      const { offsets, bytes } = planArena(graph, capacity);
      const lives = livesOf(graph);
      lives.forEach((a, i) => {
        expect(offsets[i]! % 16).toBe(0);
        expect(offsets[i]! + a.bytes * capacity).toBeLessThanOrEqual(bytes);
        lives.forEach((b, j) => {
          if (a.root === b.root) expect(offsets[i]).toBe(offsets[j]);
          else if (a.first <= b.last && b.first <= a.last) {
            const apart =
              offsets[i]! + a.bytes * capacity <= offsets[j]! ||
              offsets[j]! + b.bytes * capacity <= offsets[i]!;
            expect(apart).toBe(true);
          }
        });
      });
      const total = lives.reduce((sum, life) => sum + life.bytes * capacity, 0);
      if (bytes < total * 0.8) reused++;
    }),
    { numRuns: 200, seed: 5 },
  );
  expect(reused).toBeGreaterThan(50);
});

/** Rule F14 word by word: every offset is tried, from the lowest up. */
function placeSlowly(graph: Graph): number {
  const lives = livesOf(graph);
  const blocks = new Map<number, { bytes: number; first: number; last: number; at: number }>();
  const named = [
    ...graph.inputs.map(({ value }) => value),
    ...graph.nodes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]),
  ];
  for (const value of named) {
    const { root, first, last } = lives[value]!;
    const block = blocks.get(root) ?? { first, last, at: -1, bytes: Math.ceil(lives[root]!.bytes / 16) * 16 };
    blocks.set(root, { ...block, first: Math.min(block.first, first), last: Math.max(block.last, last) });
  }
  const order = [...blocks.values()].sort((a, b) => b.bytes - a.bytes || a.first - b.first);
  for (const block of order) {
    const others = order.filter(
      ({ at, first, last }) => at >= 0 && first <= block.last && block.first <= last,
    );
    let at = 0;
    while (others.some((other) => other.at < at + block.bytes && at < other.at + other.bytes)) at += 16;
    block.at = at;
  }
  return Math.max(...order.map(({ at, bytes }) => at + bytes));
}

test('F14: how much memory activations take is fixed to the byte, because too much is refused', () => {
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom('a16', 'a8', 'f32'), (seed, profile) => {
      const m = new GraphMaker(profile, seed);
      // It may lie where a node writes: no node reads it.
      if (seed % 2 === 0) m.input([m.random.integer(1, 400)]);
      const graph = m.graph([addRandomOps(m, m.input([6, 5, 3]), 12)]);
      expect(planArena(graph, 1).bytes).toBe(placeSlowly(graph));
    }),
    { numRuns: 200, seed: 7 },
  );
});
