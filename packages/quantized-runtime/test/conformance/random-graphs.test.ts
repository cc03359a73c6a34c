import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { InputError } from '../../src/index.ts';
import { BACKENDS } from '../support/backends.ts';
import { createRandom } from '../support/random.ts';
import { compareAll, drawInput, randomGraph } from '../support/random-graphs.ts';

let compared = 0;

describe('O3, O5: random graphs give the same bytes by every backend and after reloading', () => {
  // Counts are chosen so that one run compares more than a million elements.
  test.each([
    ['a16', 260, 16],
    ['a8', 260, 8],
    ['f32', 160, 32],
  ] as const)('%s', (profile, numRuns, seed) => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 4 }), (graphSeed, batch) => {
        compared += compareAll(randomGraph(profile, graphSeed), graphSeed, batch);
      }),
      { numRuns, seed, endOnFailure: true },
    );
  });

  afterAll(() => {
    console.log(`${compared} elements compared, 0 differences`);
    expect(compared).toBeGreaterThan(1_000_000);
  });
});

test('an empty batch is an empty output; part of an example is refused', () => {
  const graph = randomGraph('a16', 1);
  for (const [, load] of BACKENDS) {
    const model = load(graph);
    expect(model.run(new Uint8Array(0), 0)).toEqual(new Uint8Array(0));
    expect(() => model.run(new Uint8Array(model.inputBytes - 1), 1)).toThrow(InputError);
    expect(() => model.run(new Uint8Array(model.inputBytes), 2)).toThrow(InputError);
    expect(() => model.run(new Uint8Array(0), -1)).toThrow(InputError);
  }
});

test('large batches are cut to the memory that was planned', () => {
  const graph = randomGraph('a16', 2);
  const [reference, ...others] = BACKENDS.map(([, load]) => load(graph));
  const batch = 150;
  const input = drawInput(graph, reference!.inputBytes * batch, createRandom(2));
  const expected = reference!.run(input, batch);
  for (const model of others) expect(Buffer.compare(model.run(input, batch), expected)).toBe(0);
});
