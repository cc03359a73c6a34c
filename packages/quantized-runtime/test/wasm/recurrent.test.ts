import fc from 'fast-check';
import { test } from 'vitest';
import { elementCount } from '../../src/graph/element-types.ts';
import type { RecurrentNode } from '../../src/graph/graph.ts';
import { plainValue } from '../../src/workshop/build/plain.ts';
import { createRandom } from '../support/random.ts';
import { batches, floats, seeds } from './arbitrary.ts';
import { expectSame } from './expect-same.ts';
import { graphOf } from './run-node.ts';

const activation = fc.constantFrom<RecurrentNode['activation']>('tanh', 'relu', 'linear', 'selu', 'elu');
const recurrentActivation = fc.constantFrom<RecurrentNode['activation']>(
  'sigmoid',
  'hardSigmoid',
  'leakyRelu',
);

test('recurrent layers in f32 give the reference kernel’s bits: cells, masks, directions, odd sizes', () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: seeds,
        fn: fc.constantFrom('rnn' as const, 'lstm' as const, 'gru' as const),
        steps: fc.oneof(fc.integer({ min: 1, max: 7 }), fc.constantFrom(64, 65, 130)),
        width: fc.integer({ min: 1, max: 9 }),
        units: fc.integer({ min: 1, max: 13 }),
        after: fc.boolean(),
        backwards: fc.boolean(),
        zeroOutputForMask: fc.boolean(),
        masked: fc.boolean(),
        biased: fc.boolean(),
        wild: fc.boolean(),
        batch: batches,
        activation,
        recurrentActivation,
      }),
      ({ seed, fn, steps, width, units, after, masked, biased, wild, batch, ...rest }) => {
        const random = createRandom(seed);
        const resetAfter = fn === 'gru' && after;
        const columns = { rnn: 1, lstm: 4, gru: 3 }[fn] * units;
        const tensor = (shape: readonly number[]) => ({
          shape,
          data: floats(random, elementCount(shape), false).map((x) => x / 128),
        });
        const mask = plainValue([steps], 'u8');
        const outputs = [
          plainValue([steps, units]),
          plainValue([units]),
          ...(fn === 'lstm' ? [plainValue([units])] : []),
        ];
        const { backwards, zeroOutputForMask, ...activations } = rest;
        const node: RecurrentNode = {
          ...{ op: 'recurrent', fn, layer: 'r', units, resetAfter, backwards, zeroOutputForMask },
          ...activations,
          inputs: masked ? [0, 1] : [0],
          outputs: outputs.map((_, index) => index + 2),
          params: { kernel: 'kernel', recurrent: 'recurrent', ...(biased && { bias: 'bias' }) },
        };
        const graph = graphOf(node, 'f32', [plainValue([steps, width]), mask, ...outputs], {
          kernel: tensor([width, columns]),
          recurrent: tensor([units, columns]),
          bias: tensor(resetAfter ? [2, columns] : [columns]),
        });
        const x = new Uint8Array(floats(random, batch * steps * width, wild).buffer);
        const bits = Uint8Array.from({ length: batch * steps }, () => random.integer(0, 1));
        expectSame({ graph, inputs: masked ? [x, bits] : [x], batch });
      },
    ),
    { numRuns: 250 },
  );
});
