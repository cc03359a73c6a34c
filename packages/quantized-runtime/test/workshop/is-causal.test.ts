import { expect, test } from 'vitest';
import { GraphWriter } from '../../src/workshop/build/graph-writer.ts';
import { plainValue, realPort } from '../../src/workshop/build/plain.ts';
import { isCausal } from '../../src/workshop/generate/is-causal.ts';

const SHAPE = [2, 3, 3];

/** A mask as a constant, or as one that hangs on the input. */
function masked(kept: readonly (readonly number[])[], isGiven = false) {
  const w = new GraphWriter('f32');
  const shape = [kept.length, kept[0]!.length];
  const given = w.addValue(plainValue(shape));
  w.inputs.push(realPort('x', given));
  const numbers = w.addValue(plainValue(shape));
  w.tensors.set('kept', { shape, data: Float32Array.from(kept.flat()) });
  w.add({ op: 'constant', layer: 'kept', inputs: [], outputs: [numbers], params: { value: 'kept' } });
  const mask = w.addValue(plainValue(shape, 'u8'));
  const read = isGiven ? given : numbers;
  w.add({
    op: 'compare',
    layer: 'mask',
    inputs: [read],
    outputs: [mask],
    fn: 'gt',
    constant: 0.5,
    reduceLast: 'none',
  });
  return isCausal(w.toGraph([{ name: 'mask', value: mask }]), mask, SHAPE, 1);
}

test.each([
  [
    'all before and its own',
    [
      [1, 0, 0],
      [1, 1, 0],
      [1, 1, 1],
    ],
    true,
  ],
  [
    'its own alone',
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    true,
  ],
  [
    'only before, where there is something',
    [
      [1, 0, 0],
      [1, 0, 0],
      [0, 1, 0],
    ],
    true,
  ],
  [
    'one later',
    [
      [1, 0, 0],
      [1, 1, 1],
      [1, 1, 1],
    ],
    false,
  ],
  [
    'everything',
    [
      [1, 1, 1],
      [1, 1, 1],
      [1, 1, 1],
    ],
    false,
  ],
  [
    'nothing in one row: a softmax counts all of it then',
    [
      [1, 0, 0],
      [0, 0, 0],
      [1, 1, 1],
    ],
    false,
  ],
  ['the first place, for all rows', [[1, 0, 0]], true],
  ['the second place, for all rows', [[0, 1, 0]], false],
])('a mask that keeps %s', (_, kept, expected) => {
  expect(masked(kept)).toBe(expected);
  expect(masked(kept, true)).toBe(false);
});
