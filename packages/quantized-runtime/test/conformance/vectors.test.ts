import { describe, expect, test } from 'vitest';
import { KINDS, kindOf } from '../../src/graph/kinds.ts';
import { BACKENDS } from '../support/backends.ts';
import { graphOf, inputOf, outputOf, readVectors } from '../support/vector-case.ts';

const files = readVectors();

describe.each(files)('O2, O5: golden vectors $file', ({ provenance, cases }) => {
  test('say where they come from', () => {
    expect(provenance).toContain('tools/vectors/make_vectors.py');
  });

  test.each(cases.map((c) => [c.name, c] as const))('%s', (_, c) => {
    const graph = graphOf(c);
    const input = inputOf(c);
    const expected = Buffer.from(outputOf(c)).toString('hex');
    for (const [backend, load] of BACKENDS) {
      const given = Buffer.from(load(graph).run(input, c.batch)).toString('hex');
      expect(`${backend} ${given}`).toBe(`${backend} ${expected}`);
    }
  });
});

test('O1: a batch is its examples one by one', () => {
  const several = files.flatMap(({ cases }) => cases.filter(({ batch }) => batch > 1));
  expect(several.length).toBeGreaterThan(100);
  for (const c of several) {
    const graph = graphOf(c);
    const input = inputOf(c);
    const size = input.length / c.batch;
    for (const [, load] of BACKENDS.slice(0, 2)) {
      const alone = Array.from({ length: c.batch }, (_, i) =>
        load(graph).run(input.slice(i * size, (i + 1) * size), 1),
      );
      expect(Buffer.concat(alone).equals(outputOf(c)), c.name).toBe(true);
    }
  }
});

describe.each(['a16', 'a8', 'f32'] as const)('%s', (profile) => {
  // A vector is one node, and a loop is several: loops are held against their steps written out (plan/unrolled-loops).
  const LOOPS = ['repeat', 'until', 'take', 'put'] as const;
  test('every kind of operator has a golden vector', () => {
    const cases = files.flatMap(({ cases }) => cases.filter((c) => c.profile === profile));
    const covered = new Set(cases.map((c) => kindOf(graphOf(c).nodes.at(-1)!, profile)));
    expect([...covered, ...LOOPS].sort()).toEqual([...KINDS[profile]].sort());
  });
});
