import fc from 'fast-check';
import { test } from 'vitest';
import { ACTIVATION_TYPE } from '../../src/graph/element-types.ts';
import type { Profile, SoftmaxNode, Value } from '../../src/graph/graph.ts';
import { createRandom, type Random } from '../support/random.ts';
import { anyProfile, batches, bytesFor, randomValue, seeds } from './arbitrary.ts';
import { expectSame } from './expect-same.ts';
import { graphOf } from './run-node.ts';

function tableOf(random: Random) {
  const scale = random.integer(1, 1000) / 100_000;
  const hostile = random.integer(0, 1) === 0;
  const entry = (i: number) => {
    if (hostile) return i < 256 ? random.edgy(0, 2 ** 30) : random.edgy(0, 2 ** 15);
    return i < 256
      ? Math.round(2 ** 30 * Math.exp(-256 * i * scale))
      : Math.round(2 ** 15 * Math.exp(-(i - 256) * scale));
  };
  const data = Int32Array.from({ length: 512 }, (_, i) => entry(i));
  data[0] = 2 ** 30;
  data[256] = 2 ** 15;
  return { shape: [512], data };
}

const outputOf = (profile: Profile, shape: readonly number[]): Value => ({
  shape,
  type: ACTIVATION_TYPE[profile],
  scale: 1,
  zero: profile === 'a8' ? -128 : 0,
});

test('softmax equals the reference under masks that broadcast and in rows that keep nothing', () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: seeds,
        profile: anyProfile,
        shape: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 2 }),
        length: fc.integer({ min: 1, max: 40 }),
        batch: batches,
        mask: fc.constantFrom('none', 'same', 'row', 'column', 'empty'),
        log: fc.boolean(),
      }),
      ({ seed, profile, shape: lead, length, batch, mask, log }) => {
        const random = createRandom(seed);
        fc.pre(mask !== 'none' || profile === 'f32');
        const shape = [...lead, length];
        const x = randomValue(random, profile, shape);
        const y = outputOf(profile, shape);
        const column = [...lead, 1];
        const of = { none: shape, same: shape, empty: shape, row: [length], column }[mask]!;
        const bits: Value = { shape: of, type: 'u8', scale: 1, zero: 0 };
        const node: SoftmaxNode = {
          ...{ op: 'softmax', layer: 's', inputs: mask === 'none' ? [0] : [0, 1], outputs: [2] },
          log: log && profile === 'f32',
          params: profile === 'f32' ? {} : { table: 'table' },
        };
        const graph = graphOf(node, profile, [x, bits, y], { table: tableOf(random) });
        const kept = bytesFor(random, bits, batch);
        if (mask === 'empty') kept.fill(0);
        const inputs = [bytesFor(random, x, batch), kept].slice(0, node.inputs.length);
        expectSame({ graph, inputs, batch });
      },
    ),
    { numRuns: 400 },
  );
});
