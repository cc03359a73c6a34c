import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { ELEMENT_BYTES, elementCount } from '../../src/graph/element-types.ts';
import { type Graph, InputError, type Profile } from '../../src/index.ts';
import { BACKENDS } from '../support/backends.ts';
import { GraphMaker } from '../support/graph-maker.ts';
import { createRandom, type Random } from '../support/random.ts';
import { addRandomOps } from '../support/random-ops.ts';

const SHAPES = [
  [7],
  [16],
  [33],
  [5, 6],
  [9, 4],
  [12, 3],
  [6, 5, 3],
  [8, 8, 2],
  [4, 7, 9],
  [3, 4, 3, 2],
] as const;

/** A chain of random operators; every value leaves, or only the last (so that memory is used again). */
function randomGraph(profile: Profile, seed: number): Graph {
  const m = new GraphMaker(profile, seed);
  const last = addRandomOps(m, m.input(m.random.pick(SHAPES)), m.random.integer(2, 9));
  const all = m.values.map((_, value) => value);
  return m.graph(m.random.integer(0, 2) > 0 ? all : [last]);
}

function drawInput(graph: Graph, bytes: number, random: Random): Uint8Array {
  const { type } = graph.values[graph.inputs[0]!.value]!;
  const view = new DataView(new ArrayBuffer(bytes));
  for (let offset = 0; offset < bytes; offset += ELEMENT_BYTES[type]) {
    if (type === 'i16')
      view.setInt16(offset, random.pick([32767, -32767, 0, random.integer(-32767, 32767)]), true);
    else if (type === 'i8') view.setInt8(offset, random.pick([127, -128, 0, random.integer(-128, 127)]));
    else if (random.integer(0, 40) === 0)
      view.setInt32(offset, random.integer(-(2 ** 31), 2 ** 31 - 1), true);
    else view.setFloat32(offset, (random.unit() * 2 - 1) * 2 ** random.integer(-4, 3), true);
  }
  return new Uint8Array(view.buffer);
}

/** Runs one graph everywhere. Returns the number of elements compared with the reference. */
function compareAll(graph: Graph, seed: number, batch: number): number {
  const [, loadReference] = BACKENDS[0]!;
  const others = BACKENDS.slice(1);
  const reference = loadReference(graph);
  const input = drawInput(graph, reference.inputBytes * batch, createRandom(seed));
  const expected = reference.run(input, batch);
  for (const [name, load] of others) {
    const model = load(graph);
    const given = model.run(input, batch);
    if (Buffer.compare(expected, given) !== 0) {
      throw new Error(
        `${name} differs on seed ${seed}: ${describeDifference(graph, expected, given, reference.outputBytes)}`,
      );
    }
    // A second run on the same memory, one example at a time, gives the same bytes.
    const single = input.subarray(0, model.inputBytes);
    expect(Buffer.compare(model.run(single, 1), expected.subarray(0, model.outputBytes))).toBe(0);
  }
  return reference.outputLength * batch * others.length;
}

/** Which operator's value is the first to differ. */
function describeDifference(graph: Graph, expected: Uint8Array, given: Uint8Array, size: number): string {
  const at = expected.findIndex((byte, index) => byte !== given[index]);
  let offset = at % size;
  for (const { value } of graph.outputs) {
    const { shape, type } = graph.values[value]!;
    const bytes = elementCount(shape) * ELEMENT_BYTES[type];
    const node = graph.nodes.find(({ outputs }) => outputs.includes(value));
    if (offset < bytes) return `value ${value} of ${node?.op} ${JSON.stringify(node)}, byte ${offset}`;
    offset -= bytes;
  }
  return `byte ${at}`;
}

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
