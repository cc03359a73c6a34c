import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DenseNode } from '../../src/graph/graph.ts';
import { wasmKernels } from '../../src/kernels/wasm/index.ts';
import { createRandom } from '../support/random.ts';
import { activation, activations, int8Kernel, integerProfile, requantization, seeds } from './arbitrary.ts';
import { graphOf, runNode } from './run-node.ts';

/** Rule N3, then the clamp of O2, in integers only. */
function out(acc: bigint, mult: number, shift: number, zero: number, low: number, high: number): number {
  const s = BigInt(shift);
  const v = Number((acc * BigInt(mult) + (1n << (s - 1n))) >> s) + zero;
  return Math.min(Math.max(v, low), high);
}

test('dense equals integer arithmetic for odd sizes, both profiles and batches', () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: seeds,
        profile: integerProfile,
        K: fc.integer({ min: 1, max: 37 }),
        N: fc.integer({ min: 1, max: 27 }),
        rows: fc.integer({ min: 1, max: 3 }),
        batch: fc.integer({ min: 1, max: 70 }),
        single: fc.boolean(),
        relu: fc.boolean(),
        hasBias: fc.boolean(),
      }),
      ({ seed, profile, K, N, rows, batch, single, relu, hasBias }) => {
        const random = createRandom(seed);
        const zero = profile === 'a8' ? random.edgy(-128, 127) : 0;
        const x = activation(profile, [rows, K], 3);
        const y = activation(profile, [rows, N], zero);
        const kernel = int8Kernel(random, [K, N]);
        const { bias, mult, shift } = requantization(random, N, 2 ** 31 - 1 - 37 * 127 * 32767, single);
        const node: DenseNode = {
          op: 'dense',
          layer: 'd',
          inputs: [0],
          outputs: [1],
          min: relu ? zero : null,
          max: null,
          params: { kernel: 'kernel', mult: 'mult', shift: 'shift', ...(hasBias && { bias: 'bias' }) },
        };
        const input = activations(random, profile === 'a16' ? 'i16' : 'i8', batch * rows * K);
        const graph = graphOf(node, profile, [x, y], { kernel, bias, mult, shift });
        const [bytes] = runNode(wasmKernels, { graph, inputs: [input], batch })!;

        const read = (of: Uint8Array) =>
          profile === 'a16' ? new Int16Array(of.buffer) : new Int8Array(of.buffer);
        const given = read(input);
        const expected: number[] = [];
        const [typeLow, high] = profile === 'a16' ? [-32767, 32767] : [-128, 127];
        const low = relu ? Math.max(zero, typeLow) : typeLow;
        for (let r = 0; r < batch * rows; r++) {
          for (let n = 0; n < N; n++) {
            let acc = hasBias ? bias.data[n]! : 0;
            for (let k = 0; k < K; k++) acc += given[r * K + k]! * kernel.data[k * N + n]!;
            const pair = single ? 0 : n;
            expected.push(out(BigInt(acc), mult.data[pair]!, shift.data[pair]!, zero, low, high));
          }
        }
        expect([...read(bytes!)]).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});
