import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Graph, Profile } from '../../src/graph/graph.ts';
import { referenceKernels } from '../../src/kernels/reference/reference-kernels.ts';
import { wasmKernels } from '../../src/kernels/wasm/index.ts';
import { profileModel } from '../../src/plan/profile-model.ts';
import { GraphMaker } from '../support/graph-maker.ts';
import { addRandomOps } from '../support/random-ops.ts';
import { graphOf, readVectors } from '../support/vector-case.ts';

const PROFILES = ['a16', 'a8', 'f32'] as const;
const spec = readFileSync(new URL('../../../../spec/operators.md', import.meta.url), 'utf8');

/** Rows of the table under "Fast kernels": operator, integer, f32, what is left to the reference kernel. */
const rows = spec
  .slice(spec.indexOf('## Fast kernels'))
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()));
const table = new Map(
  rows.map(([, op, integer, float, left]) => [op!.replaceAll('`', ''), { integer, float, left }]),
);

/** Rows, images and volumes; integers of all sizes a kernel's vectors may end at. */
const SHAPES = [[33], [12, 3], [6, 5, 3], [8, 8, 2], [4, 7, 9], [3, 4, 3, 2]] as const;

function randomGraph(profile: Profile, seed: number): Graph {
  const maker = new GraphMaker(profile, seed);
  addRandomOps(maker, maker.input(SHAPES[seed % SHAPES.length]!), 8);
  return maker.graph(maker.values.map((_, value) => value));
}

/** The kernels that the nodes of random graphs and of all golden vectors get, as "operator kernel". */
function kernelsOf(profile: Profile): Set<string> {
  const vectors = readVectors().flatMap(({ cases }) =>
    cases.filter((c) => c.profile === profile).map(graphOf),
  );
  const random = Array.from({ length: 80 }, (_, seed) => randomGraph(profile, seed));
  const nodes = [...vectors, ...random].flatMap((graph) => profileModel(graph, wasmKernels, 0));
  return new Set(nodes.map(({ op, kernel }) => `${op} ${kernel}`));
}

test('the table names every operator, and as fast those that have an entry', () => {
  expect([...table.keys()].sort()).toEqual(Object.keys(referenceKernels.kernels).sort());
  const fast = [...table].filter(([, { integer }]) => integer !== 'nothing to do').map(([op]) => op);
  expect(fast.sort()).toEqual(Object.keys(wasmKernels.kernels).sort());
});

describe.each(PROFILES)('%s', (profile) => {
  test('the golden vectors and random graphs run on the kernels that the table names, and on no other', () => {
    const expected = [...table].flatMap(([op, { integer, float }]) =>
      (profile === 'f32' ? float : integer) === 'yes' ? [`${op} wasm`] : [],
    );
    expect([...kernelsOf(profile)].sort()).toEqual(expected.sort());
  });
});

test('what is left to the reference kernel is a matter of memory or of numbers that no network has', () => {
  const left = [...table].filter(([, row]) => row.left !== '').map(([op]) => op);
  // Each has a test that reaches it: affine.test, transposed.test, normalize.test.
  expect(left.sort()).toEqual(['affine', 'convTranspose', 'depthwise', 'normalize']);
});
