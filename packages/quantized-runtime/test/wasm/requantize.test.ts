import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DenseNode } from '../../src/graph/graph.ts';
import { wasmKernels } from '../../src/kernels/wasm/index.ts';
import { createRandom, type Random } from '../support/random.ts';
import { activation, seeds } from './arbitrary.ts';
import { graphOf, runNode } from './run-node.ts';

const LIMIT = 2 ** 31 - 1;

/** Accumulators that rule N3 is hard for: exact ties and their neighbours, both ends of the output and of int32. */
function hardAccumulator(random: Random, mult: number, shift: number): number {
  const odd = 2 * random.integer(-16_384, 16_384) + 1;
  const target = [odd / 2, 32767.5, -32767.5, -32768.5, 0][random.integer(0, 4)]!;
  const near = Math.floor((target * 2 ** shift) / mult) + random.integer(-1, 1);
  const hard = random.integer(0, 7) === 0 ? random.edgy(-LIMIT, LIMIT) : near;
  return Math.min(Math.max(hard, -LIMIT), LIMIT);
}

test('N3: requantization equals integer arithmetic for every spread of s, on ties and at both ends', () => {
  let ties = 0;
  fc.assert(
    fc.property(
      seeds,
      fc.integer({ min: 1, max: 52 }),
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 1, max: 80 }),
      (seed, least, spread, channels) => {
        const random = createRandom(seed);
        const pairs = Array.from({ length: channels }, () => ({
          // Powers of two make ties of many accumulators.
          mult: random.integer(0, 1) === 0 ? 2 ** 20 : random.edgy(2 ** 20, 2 ** 21 - 1),
          shift: Math.min(random.edgy(least, least + spread), 52),
        }));
        const acc = pairs.map(({ mult, shift }) => hardAccumulator(random, mult, shift));
        const node: DenseNode = {
          op: 'dense',
          layer: 'd',
          inputs: [0],
          outputs: [1],
          min: null,
          max: null,
          params: { kernel: 'kernel', bias: 'bias', mult: 'mult', shift: 'shift' },
        };
        const shape = [channels];
        const graph = graphOf(
          node,
          'a16',
          [activation('a16', [1, 1], 0), activation('a16', [1, channels], 0)],
          {
            kernel: { shape: [1, channels], data: new Int8Array(channels) },
            bias: { shape, data: Int32Array.from(acc) },
            mult: { shape, data: Int32Array.from(pairs, ({ mult }) => mult) },
            shift: { shape, data: Uint8Array.from(pairs, ({ shift }) => shift) },
          },
        );
        const [bytes] = runNode(wasmKernels, { graph, inputs: [new Uint8Array(2)], batch: 1 })!;
        const expected = pairs.map(({ mult, shift }, c) => {
          const s = BigInt(shift);
          const exact = BigInt(acc[c]!) * BigInt(mult) + (1n << (s - 1n));
          if (exact % (1n << s) === 0n) ties++;
          return Math.min(Math.max(Number(exact >> s), -32767), 32767);
        });
        expect([...new Int16Array(bytes!.buffer, bytes!.byteOffset, channels)]).toEqual(expected);
      },
    ),
    { numRuns: 500 },
  );
  expect(ties).toBeGreaterThan(500);
});
