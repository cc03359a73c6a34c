import { expect, test } from 'vitest';
import type { UnaryNode } from '../../src/graph/graph.ts';
import { UNARY_FUNCTIONS } from '../../src/graph/unary-functions.ts';
import { FUNCTION_CODES } from '../../src/kernels/wasm/functions.ts';
import { createRandom } from '../support/random.ts';
import { expectSame } from './expect-same.ts';
import { graphOf } from './run-node.ts';

/** Where functions change their way of computing, and everything near it. */
const EDGES = [
  ...[0, 0.125, 0.25, 0.3, 0.5, 0.7, 1, 2, 3, 4.242640687, 6, 10, 20, 88.7, 103.97, 708, 709],
  ...[1.1754943508222875e-38, 1e-42, 3.4028234663852886e38, Infinity],
];

function numbers(): Float32Array {
  const random = createRandom(9);
  const list = new Float32Array(40_003);
  const words = new Int32Array(list.buffer);
  let at = 0;
  for (const edge of EDGES) {
    for (const sign of [1, -1]) {
      list[at] = sign * edge;
      const word = words[at]!;
      for (let near = -20; near <= 20; near++) words[at++] = word + near;
    }
  }
  for (; at < 20_000; at++) words[at] = random.integer(-(2 ** 31), 2 ** 31 - 1);
  for (; at < list.length; at++)
    list[at] = random.integer(-(2 ** 24), 2 ** 24) * 2 ** -random.integer(19, 27);
  for (const [i, word] of words.entries()) if ((word & 0x7fffffff) > 0x7f800000) words[i] = 0x7fc00000;
  return list;
}

const CONSTANTS = [
  [0.3, 0.7],
  [1.6732632423543772, 1.0507009873554805],
  [0, 0],
  [-0.4, -2],
] as const;

test.each(UNARY_FUNCTIONS)('%s gives the reference kernel’s bits', (fn) => {
  const all = numbers();
  const value = { shape: [all.length], type: 'f32' as const, scale: 1, zero: 0 };
  for (const [alpha, beta] of CONSTANTS) {
    const node: UnaryNode = {
      op: 'unary',
      fn,
      layer: 'u',
      inputs: [0],
      outputs: [1],
      alpha,
      beta,
      params: {},
    };
    expectSame({
      graph: graphOf(node, 'f32', [value, value], {}),
      inputs: [new Uint8Array(all.buffer)],
      batch: 1,
    });
  }
});

test('every function has a number of its own', () => {
  const codes = Object.values(FUNCTION_CODES);
  expect(Object.keys(FUNCTION_CODES)).toEqual(expect.arrayContaining([...UNARY_FUNCTIONS]));
  expect(new Set(codes).size).toBe(UNARY_FUNCTIONS.length + 1);
});
