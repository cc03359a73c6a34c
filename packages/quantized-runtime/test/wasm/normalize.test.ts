import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NormalizeNode } from '../../src/graph/graph.ts';
import { wasmKernels } from '../../src/kernels/wasm/index.ts';
import { createRandom, type Random } from '../support/random.ts';
import { anyProfile, batches, bytesFor, clampFor, floats, randomValue, seeds } from './arbitrary.ts';
import { expectSame } from './expect-same.ts';
import { graphOf, runNode } from './run-node.ts';

const functions = fc.constantFrom<NormalizeNode['fn']>('layer', 'rms', 'unit');

function tensorsOf(random: Random, float: boolean, length: number, epsilon: readonly [number, number]) {
  const numbers = (low: number, high: number) => Array.from({ length }, () => random.edgy(low, high));
  return {
    gamma: {
      shape: [length],
      data: float ? floats(random, length, false) : Int16Array.from(numbers(-32767, 32767)),
    },
    beta: {
      shape: [length],
      data: float ? floats(random, length, false) : Int32Array.from(numbers(-(2 ** 31), 2 ** 31 - 1)),
    },
    epsilon: { shape: [2], data: Int32Array.from(epsilon) },
    mult: { shape: [1], data: Int32Array.of(random.edgy(2 ** 20, 2 ** 21 - 1)) },
    shift: { shape: [1], data: Uint8Array.of(random.edgy(24, 52)) },
  };
}

const params = (float: boolean, fn: NormalizeNode['fn'], scaled: boolean) => ({
  ...(scaled && { gamma: 'gamma', beta: 'beta' }),
  ...(!float && { mult: 'mult', shift: 'shift' }),
  ...(!float && fn !== 'unit' && { epsilon: 'epsilon' }),
});

test('normalize equals the reference: functions, lengths, rows that are constant or extreme', () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: seeds,
        profile: anyProfile,
        fn: functions,
        length: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(257, 1000)),
        rows: fc.integer({ min: 1, max: 4 }),
        batch: batches,
        kind: fc.constantFrom('random', 'constant', 'extreme'),
        epsilon: fc.tuple(
          fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(2 ** 31 - 1)),
          fc.integer({ min: -4, max: 31 }),
        ),
        scaled: fc.boolean(),
      }),
      ({ seed, profile, fn, length, rows, batch, kind, epsilon, scaled }) => {
        const random = createRandom(seed);
        const float = profile === 'f32';
        const x = randomValue(random, profile, [rows, length]);
        const y = randomValue(random, profile, [rows, length]);
        const node: NormalizeNode = {
          ...{ op: 'normalize', fn, layer: 'n', inputs: [0], outputs: [1], epsilon: 1e-3 },
          ...clampFor(random, y),
          params: params(float, fn, scaled),
        };
        const graph = graphOf(node, profile, [x, y], tensorsOf(random, float, length, epsilon));
        const input = bytesFor(random, x, batch);
        const bytes = input.length / (rows * length * batch);
        // Rows of one number, or with only the ends of the range.
        for (let i = bytes; kind !== 'random' && i < input.length; i++) {
          const from = kind === 'constant' ? i - bytes : i % bytes;
          input[i] = kind === 'extreme' && random.integer(0, 1) === 0 ? input[i]! : input[from]!;
        }
        if (profile === 'a16') {
          const view = new Int16Array(input.buffer);
          for (const [i, number] of view.entries()) view[i] = Math.max(-32767, number);
        }
        const words = float ? new Int32Array(input.buffer) : [];
        for (const [i, word] of words.entries()) if ((word & 0x7fffffff) > 0x7f800000) words[i] = 0x7fc00000;
        expectSame({ graph, inputs: [input], batch });
      },
    ),
    { numRuns: 300 },
  );
});

test('an epsilon beyond every row is left to the reference kernel', () => {
  const random = createRandom(3);
  const x = randomValue(random, 'a16', [1, 30_000]);
  const node: NormalizeNode = {
    ...{ op: 'normalize', fn: 'layer', layer: 'n', inputs: [0], outputs: [1], epsilon: 1 },
    ...{ min: null, max: null, params: params(false, 'layer', false) },
  };
  const graph = graphOf(node, 'a16', [x, x], tensorsOf(random, false, 30_000, [2 ** 31 - 1, -16]));
  expect(runNode(wasmKernels, { graph, inputs: [bytesFor(random, x, 1)], batch: 1 })).toBeNull();
});

test('the longest rows of the largest numbers keep their sums', () => {
  const random = createRandom(4);
  for (const fn of ['layer', 'rms', 'unit'] as const) {
    const x = randomValue(random, 'a16', [2, 32_767]);
    const node: NormalizeNode = {
      ...{ op: 'normalize', fn, layer: 'n', inputs: [0], outputs: [1], epsilon: 1 },
      ...{ min: null, max: null, params: params(false, fn, true) },
    };
    const input = Int16Array.from({ length: 65_534 }, (_, i) =>
      i < 32_767 || i % 2 === 0 ? 32_767 : -32_767,
    );
    input[5] = -32_767;
    const graph = graphOf(node, 'a16', [x, x], tensorsOf(random, false, 32_767, [2 ** 31 - 1, 0]));
    expectSame({ graph, inputs: [new Uint8Array(input.buffer)], batch: 1 });
  }
});
