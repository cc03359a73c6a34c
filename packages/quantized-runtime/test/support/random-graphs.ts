import { ELEMENT_BYTES, elementCount } from '../../src/graph/element-types.ts';
import type { Graph, Profile } from '../../src/index.ts';
import { BACKENDS } from './backends.ts';
import { GraphMaker } from './graph-maker.ts';
import { createRandom, type Random } from './random.ts';
import { addRandomOps } from './random-ops.ts';

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
export function randomGraph(profile: Profile, seed: number): Graph {
  const m = new GraphMaker(profile, seed);
  const last = addRandomOps(m, m.input(m.random.pick(SHAPES)), m.random.integer(2, 9));
  const all = m.values.map((_, value) => value);
  return m.graph(m.random.integer(0, 2) > 0 ? all : [last]);
}

export function drawInput(graph: Graph, bytes: number, random: Random): Uint8Array {
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
export function compareAll(graph: Graph, seed: number, batch: number): number {
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
    if (Buffer.compare(model.run(single, 1), expected.subarray(0, model.outputBytes)) !== 0) {
      throw new Error(`${name} differs on seed ${seed} in a second run`);
    }
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

/** Thousands of operators on a few numbers, in a chain and beside each other. */
export function tinyNodes(profile: Profile, seed: number, count: number): Graph {
  const m = new GraphMaker(profile, seed);
  const last = addRandomOps(m, m.input([m.random.integer(1, 4)]), count);
  return m.graph([last]);
}

/** One value that hundreds of nodes read, which one node then joins. */
export function fannedOut(profile: Profile, seed: number): Graph {
  const m = new GraphMaker(profile, seed);
  const x = m.input([m.random.integer(1, 40)]);
  const fn = m.random.pick(['max', 'min'] as const);
  const copies = Array.from({ length: m.random.integer(2, 256) }, () => {
    const low = m.float ? -1 : -100;
    const bounds = { min: m.random.pick([null, low]), max: m.random.pick([null, -low]) };
    const y = m.alike(x, m.shape(x));
    return m.add({ op: 'binary', inputs: [x, x], outputs: [y], layer: 'fan', fn, ...bounds, params: {} });
  });
  const y = m.alike(x, [m.shape(x)[0]! * copies.length]);
  m.add({ op: 'concat', inputs: copies, outputs: [y], layer: 'fan', axis: 0 });
  return m.graph([y]);
}
