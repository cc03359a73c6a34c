import { describe, expect, test } from 'vitest';
import {
  ArtefactError,
  encodeGraph,
  type Graph,
  LIMITS,
  loadModel,
  type Node,
  type Profile,
  referenceKernels,
  type Tensor,
  wasmKernels,
} from '../../src/index.ts';
import { settledMemory } from '../fuzz/settled-memory.ts';
import { filled, type OneNode, oneNode } from '../support/one-node.ts';

function codeOf(graph: Graph): string {
  try {
    loadModel(encodeGraph(graph));
    return 'accepted';
  } catch (error) {
    if (error instanceof ArtefactError) return error.code;
    throw error;
  }
}

/** The same node again and again, on the same inputs and tensors. */
function repeated(graph: Graph, count: number): Graph {
  const [output] = graph.outputs;
  const last = graph.nodes.at(-1)!;
  const more = Array.from({ length: count - 1 }, (_, index): Node => {
    return { ...last, outputs: [graph.values.length + index] };
  });
  const values = more.map(() => graph.values[output!.value]!);
  return { ...graph, values: [...graph.values, ...values], nodes: [...graph.nodes, ...more] };
}

const clamp = { min: null, max: null };
const dense = (rows: number, columns: number) =>
  oneNode({
    inputs: [[rows]],
    outputs: [[columns]],
    node: { op: 'dense', ...clamp },
    params: { kernel: [rows, columns] },
  });
const concat = (inputs: number) =>
  oneNode({
    inputs: Array.from({ length: inputs }, () => [1]),
    outputs: [[inputs]],
    node: { op: 'concat', axis: 0 },
  });
const grouped = (groups: number, depth: number) =>
  oneNode({
    inputs: [[1, 1, groups * depth]],
    outputs: [[1, 1, groups]],
    node: {
      op: 'conv',
      ...clamp,
      strides: [1, 1],
      dilations: [1, 1],
      padding: [
        [0, 0],
        [0, 0],
      ],
      groups,
    },
    params: { kernel: [1, 1, depth, groups] },
  });

describe('F10: what a plan prepares for each node is bounded, though nodes share their tensors', () => {
  test.each<[string, Graph, string]>([
    ['2^24 elements named', repeated(dense(2 ** 10, 2 ** 4), 2 ** 10), 'accepted'],
    ['once more', repeated(dense(2 ** 10, 2 ** 4), 2 ** 10 + 1), 'TooLarge'],
    ['2^14 inputs of nodes', repeated(concat(128), 128), 'accepted'],
    ['once more', repeated(concat(128), 129), 'TooLarge'],
    ['4,096 groups', repeated(grouped(64, 2), 64), 'accepted'],
    ['once more', repeated(grouped(64, 2), 65), 'TooLarge'],
    ['groups of one channel are not counted', grouped(2 ** 14, 1), 'accepted'],
  ])('%s', (_, graph, expected) => expect(codeOf(graph)).toBe(expected));

  test('F11: a plan that no memory could hold is refused and is no fault', () => {
    // 16 GiB of packed weights, from an artefact of 4 MB.
    expect(codeOf(repeated(dense(2 ** 10, 2 ** 10), LIMITS.nodes - 1))).toBe('TooLarge');
  });

  test('all groups of a convolution fit one copy of its kernel', () => {
    expect(codeOf(grouped(4096, 512))).toBe('accepted');
  });
});

/** Few of many, so that no sum of integers overflows. */
const weightOf = (tap: number): number => (tap % 1000 === 0 ? (tap / 1000) % 100 : 0);

/** x [1, 1] times a kernel of `taps` on one axis. */
function upwards(
  profile: Profile,
  taps: number,
  stride: number,
  padding: readonly [number, number],
): OneNode {
  const kernel: Tensor = {
    shape: [taps, 1, 1],
    data:
      profile === 'f32'
        ? Float32Array.from({ length: taps }, (_, tap) => weightOf(tap))
        : Int8Array.from({ length: taps }, (_, tap) => weightOf(tap)),
  };
  return {
    profile,
    inputs: [[1, 1]],
    outputs: [[taps - padding[0] - padding[1], 1]],
    node: { op: 'convTranspose', ...clamp, strides: [stride], dilations: [1], padding: [padding] },
    params: {
      kernel,
      ...(profile !== 'f32' && { mult: filled('i32', [1], 2 ** 20), shift: filled('u8', [1], 20) }),
    },
  };
}

describe('a transposed convolution takes time by its products, however its taps lie', () => {
  const shapes: readonly [string, number, number][] = [
    ['all taps in one phase', 150_000, 1],
    ['each tap in a phase of its own', 150_000, 150_000],
    ['more phases than the fast kernels have', 150_000, 2_000],
    ['phases without taps', 150_000, 2 ** 24],
  ];
  test.each(
    shapes.flatMap(([name, taps, stride]) =>
      [wasmKernels, referenceKernels].flatMap((kernels) =>
        (['f32', 'a16'] as const).map((profile) => ({
          name,
          taps,
          stride,
          kernels,
          profile,
          set: kernels.name,
        })),
      ),
    ),
  )('$name, $profile, $set', ({ taps, stride, kernels, profile }) => {
    const model = loadModel(encodeGraph(oneNode(upwards(profile, taps, stride, [1, 2]))), { kernels });
    const input = new Uint8Array(profile === 'f32' ? Float32Array.of(3).buffer : Int16Array.of(3).buffer);
    const bytes = model.run(input, 1);
    const output = profile === 'f32' ? new Float32Array(bytes.buffer) : new Int16Array(bytes.buffer);
    expect(output.length).toBe(taps - 3);
    expect(output.findIndex((y, o) => y !== 3 * weightOf(o + 1))).toBe(-1);
  });
});

test('a port with a scale for each of many numbers keeps nothing but its scales', async () => {
  const length = 2 ** 17;
  const scale = Array.from({ length }, (_, index) => (index % 2 === 0 ? 2 ** -15 : 1));
  const value = { shape: [length], type: 'i16', scale: 1, zero: 0 } as const;
  const bytes = encodeGraph({
    profile: 'a16',
    values: [value],
    nodes: [],
    inputs: [{ name: 'x', value: 0, kind: 'real', scale, offset: [0], limit: 0 }],
    outputs: [{ name: 'y', value: 0 }],
    tensors: new Map(),
  });
  loadModel(bytes);
  const before = await settledMemory();
  const model = loadModel(bytes);
  const after = await settledMemory();
  // Twice a number of eight bytes, and room for chance.
  expect(after.heap - before.heap).toBeLessThan(32 * length);
  const numbers = model.encodeReal(Float64Array.from({ length }, () => 2));
  expect([...new Int16Array(numbers.buffer, 0, 3)]).toEqual([32767, 2, 32767]);
});
