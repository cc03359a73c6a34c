import { expect, test } from 'vitest';
import type { Graph, Op, Profile } from '../../src/index.ts';
import { createRandom } from '../support/random.ts';
import { compareAll, fannedOut, randomGraph, tinyNodes } from '../support/random-graphs.ts';
import { eachSeed, extent, tell } from './runs.ts';

const FEW = 240;
const PROFILES: readonly Profile[] = ['a16', 'a8', 'f32'];

/** What a graph's nodes are and read, as "a8 reshape u8". */
function kindsOf({ profile, nodes, values }: Graph): string[] {
  return nodes.flatMap(({ op, inputs }) => inputs.map((input) => `${profile} ${op} ${values[input]!.type}`));
}

/** Tensors that more than one node names. */
function sharedTensors({ nodes }: Graph): number {
  const named = nodes.flatMap((node) => ('params' in node ? Object.values(node.params) : []));
  return named.length - new Set(named).size;
}

function drawGraph(seed: number): Graph {
  const random = createRandom(seed);
  const profile = random.pick(PROFILES);
  const kind = random.integer(0, 19);
  if (kind === 0) return tinyNodes(profile, seed, random.pick([200, 600, 1_000]));
  if (kind <= 2) return fannedOut(profile, seed);
  return randomGraph(profile, seed);
}

/** Operators that take any element that there is. */
const TAKES_ALL: readonly Op[] = [
  ...(['reshape', 'transpose', 'pad', 'slice', 'concat', 'tile', 'select', 'binary'] as const),
  ...(['reduce', 'pool', 'compare'] as const),
];

test(`${extent(FEW)} random graphs give the same bytes by every backend, whatever they share and read`, async () => {
  let [compared, shared, nodes, fan] = [0, 0, 0, 0];
  const kinds = new Set<string>();
  const tried = await eachSeed(FEW, (seed) => {
    const graph = drawGraph(seed);
    compared += compareAll(graph, seed, createRandom(~seed).integer(1, 3));
    for (const kind of kindsOf(graph)) kinds.add(kind);
    shared += sharedTensors(graph);
    nodes = Math.max(nodes, graph.nodes.length);
    const readers = graph.values.map(
      (_, value) => graph.nodes.filter((n) => n.inputs.includes(value)).length,
    );
    fan = Math.max(fan, ...readers);
  });
  tell({ tried, compared, shared, mostNodes: nodes, mostReaders: fan, kinds: kinds.size });

  // The generator reaches what it is there to reach.
  expect(shared).toBeGreaterThan(20);
  expect(nodes).toBeGreaterThan(1_000);
  expect(fan).toBeGreaterThan(100);
  const wanted = PROFILES.flatMap((profile) => [
    ...TAKES_ALL.map((op) => `${profile} ${op} u8`),
    ...TAKES_ALL.map((op) => `${profile} ${op} i32`),
  ]);
  expect(wanted.filter((kind) => !kinds.has(kind))).toEqual([]);
}, 36_000_000);
