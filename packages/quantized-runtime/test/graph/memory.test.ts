import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measureMemory } from '../../src/graph/measure-memory.ts';
import { planArena } from '../../src/graph/memory/arena.ts';
import { operatorOf } from '../../src/graph/operators.ts';
import {
  ArtefactError,
  createModel,
  type Graph,
  type KernelSet,
  type Node,
  referenceKernels,
  type Value,
  wasmKernels,
} from '../../src/index.ts';
import { GraphMaker } from '../support/graph-maker.ts';
import { addRandomOps } from '../support/random-ops.ts';
import { firstFit } from './first-fit.ts';

const PROFILES = ['a16', 'a8', 'f32'] as const;
const unclamped = { min: null, max: null };
const value = (shape: readonly number[], type: Value['type'] = 'i16'): Value => ({
  ...{ shape, type, scale: 1, zero: 0 },
});

function randomGraph(profile: (typeof PROFILES)[number], seed: number): Graph {
  const m = new GraphMaker(profile, seed);
  const last = addRandomOps(m, m.input([6, 5, 3]), 12);
  return m.graph([last]);
}

/** `count` dense layers that read one input of `depth` numbers with one kernel, one output each. */
function sharedDense(depth: number, count: number): Graph {
  const params = { kernel: 'k', mult: 'm', shift: 's' };
  return {
    profile: 'a16',
    values: [value([depth]), ...Array.from({ length: count }, () => value([1]))],
    nodes: Array.from({ length: count }, (_, i): Node => {
      return { op: 'dense', layer: '', inputs: [0], outputs: [i + 1], ...unclamped, params };
    }),
    inputs: [{ name: 'x', value: 0, kind: 'real', scale: [1], offset: [0], limit: 0 }],
    outputs: [{ name: 'y', value: 1 }],
    tensors: new Map([
      ['k', { shape: [depth, 1], data: new Int8Array(depth).fill(1, 0, 2 ** 10) }],
      ['m', { shape: [1], data: Int32Array.of(2 ** 20) }],
      ['s', { shape: [1], data: Uint8Array.of(20) }],
    ]),
  };
}

/** Depthwise layers with a channel multiplier that share one kernel of 256 bytes and one large input. */
function sharedDepthwise(size: number, count: number): Graph {
  const window = { strides: [size], dilations: [1], padding: [[0, 0]] } as const;
  const params = { kernel: 'k', mult: 'm', shift: 's' };
  return {
    profile: 'a16',
    values: [value([size, 16]), ...Array.from({ length: count }, () => value([1, 256]))],
    nodes: Array.from({ length: count }, (_, i): Node => {
      return { op: 'depthwise', layer: '', inputs: [0], outputs: [i + 1], ...unclamped, ...window, params };
    }),
    inputs: [{ name: 'x', value: 0, kind: 'real', scale: [1], offset: [0], limit: 0 }],
    outputs: [{ name: 'y', value: 1 }],
    tensors: new Map([
      ['k', { shape: [1, 16, 16], data: new Int8Array(256).fill(1) }],
      ['m', { shape: [1], data: Int32Array.of(2 ** 20) }],
      ['s', { shape: [1], data: Uint8Array.of(20) }],
    ]),
  };
}

describe('F14: the size of a plan', () => {
  test.each(PROFILES)('%s: no kernel of any set takes more than the records count', (profile) => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const graph = randomGraph(profile, seed);
        const { bytes } = measureMemory(graph);
        for (const kernels of [wasmKernels, referenceKernels] as KernelSet[]) {
          const taken: number[] = [];
          const watched: KernelSet = {
            ...kernels,
            createMachine(size) {
              taken.push(size - kernels.base);
              return kernels.createMachine(size);
            },
          };
          const model = createModel(graph, { kernels: watched });
          expect(model.planBytes).toBe(bytes);
          model.run(new Uint8Array(model.inputBytes), 1);
          // 64 bytes behind the end may be read.
          expect(taken).toEqual([bytes + 64]);
        }
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  test('a kernel that takes more is a bug, told by an error that is no refusal', () => {
    const greedy: KernelSet = {
      ...referenceKernels,
      kernels: {
        dense: (_, layout) => {
          layout.reserve(2 ** 20);
          return () => null;
        },
      },
    };
    const model = createModel(sharedDense(8, 1), { kernels: greedy });
    const run = () => model.run(new Uint8Array(16), 1);
    expect(run).toThrow(/F14/);
    expect(run).not.toThrow(ArtefactError);
  });

  test('a kernel that many nodes share is laid out once', () => {
    const [one, many] = [1, 100].map((count) => measureMemory(sharedDense(2 ** 16, count)).bytes);
    // 16 bytes for each weight, since eight columns lie side by side; then what each node takes.
    expect(one).toBeGreaterThan(2 ** 20);
    expect(many! - one!).toBeLessThan(100 * 4096);
    const model = createModel(sharedDense(2 ** 10, 100));
    const input = new Uint8Array(new Int16Array(2 ** 10).fill(3).buffer);
    expect(new Int16Array(model.run(input, 1).buffer)[0]).toBe(3 * 2 ** 10);
  });

  test('a channel multiplier copies its input where others do: once for all nodes', () => {
    const [one, many] = [1, 100].map((count) => measureMemory(sharedDepthwise(2 ** 14, count)).bytes);
    expect(many! - one!).toBeLessThan(100 * 16_384);
  });

  test('F10: what is too large is refused before memory is taken', () => {
    const codeOf = (graph: Graph): string => {
      try {
        createModel(graph, {
          kernels: {
            ...referenceKernels,
            createMachine: () => expect.unreachable('memory was taken'),
          },
        });
        return 'accepted';
      } catch (error) {
        return error instanceof ArtefactError ? error.code : String(error);
      }
    };
    // 2^24 weights to one column are 2^28 bytes, and an activation besides.
    expect(codeOf(sharedDense(2 ** 23, 1))).toBe('accepted');
    expect(codeOf(sharedDense(2 ** 24, 1))).toBe('TooLarge');
  });

  test.each(PROFILES)('%s: every operator counts something', (profile) => {
    for (let seed = 0; seed < 40; seed++) {
      const graph = randomGraph(profile, seed);
      const { needs } = measureMemory(graph);
      graph.nodes.forEach((node, index) => {
        expect(operatorOf(node).memory).toBeTypeOf('function');
        expect(needs[index]!.tables).toBeGreaterThan(0);
      });
    }
  });
});

describe('the arena', () => {
  const expectFirstFit = (graph: Graph, capacity: number): void => {
    expect(planArena(graph, capacity)).toEqual(firstFit(graph, capacity));
  };

  test.each(PROFILES)(
    'F14: %s: each block at the lowest offset that is free while it is in use',
    (profile) => {
      fc.assert(
        fc.property(fc.integer(), fc.integer({ min: 1, max: 64 }), (seed, capacity) => {
          expectFirstFit(randomGraph(profile, seed), capacity);
        }),
        { numRuns: 60, seed: 6 },
      );
    },
  );

  test('F14: values of all sizes that live for any time, constants among them', () => {
    const lengths = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.nat(30), fc.boolean()), {
      minLength: 2,
      maxLength: 60,
    });
    fc.assert(
      fc.property(lengths, (drawn) => {
        const values = drawn.map(([elements]) => value([elements]));
        const nodes = drawn.slice(1).map(([, back, isConstant], index): Node => {
          if (isConstant) {
            return { op: 'constant', layer: '', inputs: [], outputs: [index + 1], params: { value: 'c' } };
          }
          const from = Math.max(0, index - back);
          const sizes = { begin: [0], size: values[index + 1]!.shape, strides: [1] };
          return { op: 'slice', layer: '', inputs: [from], outputs: [index + 1], ...sizes };
        });
        const graph: Graph = {
          ...{ profile: 'a16', values, nodes, tensors: new Map() },
          inputs: [{ name: 'x', value: 0, kind: 'real', scale: [1], offset: [0], limit: 0 }],
          outputs: [{ name: 'y', value: values.length - 1 }],
        };
        expectFirstFit(graph, 1);
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});
