import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Node, Tensor, Value } from '../../src/graph/graph.ts';
import { plainValue } from '../../src/workshop/build/plain.ts';
import { createRandom, type Random } from '../support/random.ts';
import { floats, seeds } from '../wasm/arbitrary.ts';
import { expectSame } from '../wasm/expect-same.ts';
import { graphOf } from '../wasm/run-node.ts';

const value = (...shape: number[]): Value => plainValue(shape);
const mask = (...shape: number[]): Value => ({ shape, type: 'u8', scale: 1, zero: 0 });
const tensor = (shape: readonly number[], data: Float32Array): Tensor => ({ shape, data });
const bytesOf = (data: Float32Array) => new Uint8Array(data.buffer.slice(0));

function runNode(
  node: Node,
  values: readonly Value[],
  tensors: Readonly<Record<string, Tensor>>,
  inputs: readonly Float32Array[],
): Uint8Array {
  const graph = graphOf(node, 'f32', values, tensors);
  return expectSame({ graph, inputs: inputs.map(bytesOf), batch: 1 })[0]!;
}

const floatsOf = (bytes: Uint8Array) => new Float32Array(bytes.buffer);
const bitsOf = (bytes: Uint8Array) => [...new Uint32Array(bytes.buffer)];
const check = (property: (random: Random) => void) =>
  fc.assert(
    fc.property(seeds, (seed) => property(createRandom(seed))),
    { numRuns: 200 },
  );

const clamped = { min: null, max: null };
const dense: Node = {
  op: 'dense',
  layer: 'd',
  inputs: [0],
  outputs: [1],
  ...clamped,
  params: { kernel: 'kernel', bias: 'bias' },
};

describe('O7, N12', () => {
  test('a sum starts at +0, adds its products in order, each rounded on its own, and the bias last', () => {
    check((random) => {
      const [K, N] = [random.integer(1, 40), random.integer(1, 20)];
      const [x, kernel, bias] = [K, K * N, N].map((length) => floats(random, length!, false));
      const expected = Float32Array.from({ length: N }, (_, n) => {
        let sum = 0;
        for (let k = 0; k < K; k++) sum = Math.fround(sum + Math.fround(x![k]! * kernel![k * N + n]!));
        return sum + bias![n]!;
      });
      const tensors = { kernel: tensor([K, N], kernel!), bias: tensor([N], bias!) };
      expect(bitsOf(runNode(dense, [value(K), value(N)], tensors, [x!]))).toEqual(bitsOf(bytesOf(expected)));
    });
  });

  test('no multiplication is fused with the addition behind it', () => {
    // 1 + 2^-12 squared is 1 + 2^-11 + 2^-24, whose last term only a fused operation would keep.
    const x = Float32Array.of(1, 1 + 2 ** -12);
    const kernel = tensor([2, 1], Float32Array.of(-1 - 2 ** -11, 1 + 2 ** -12));
    const tensors = { kernel, bias: tensor([1], Float32Array.of(0)) };
    expect([...floatsOf(runNode(dense, [value(2), value(1)], tensors, [x]))]).toEqual([0]);
  });

  test('a sum of nothing but -0 is +0, because it starts there', () => {
    const tensors = { kernel: tensor([1, 1], Float32Array.of(-0)) };
    const node: Node = { ...dense, params: { kernel: 'kernel' } };
    expect(bitsOf(runNode(node, [value(1), value(1)], tensors, [Float32Array.of(1)]))).toEqual([0]);
  });

  test('every NaN that leaves an operator is 0x7fc00000, whatever bits it came with', () => {
    const odd = new Float32Array(Uint32Array.of(0x7f800001, 0xffc00000, 0xffffffff, 0x7fc12345).buffer);
    const nodes: [Node, Value[], Record<string, Tensor>][] = [
      [
        { ...dense, params: { kernel: 'k' } },
        [value(4), value(1)],
        { k: tensor([4, 1], new Float32Array(4).fill(1)) },
      ],
      [
        { op: 'affine', layer: 'a', inputs: [0], outputs: [1], ...clamped, params: { kernel: 'k' } },
        [value(4), value(4)],
        { k: tensor([4], Float32Array.of(1, -1, 0, 2)) },
      ],
      [
        { op: 'unary', fn: 'tanh', layer: 'u', inputs: [0], outputs: [1], alpha: 0, beta: 0, params: {} },
        [value(4), value(4)],
        {},
      ],
      [
        { op: 'softmax', layer: 's', inputs: [0], outputs: [1], log: false, params: {} },
        [value(4), value(4)],
        {},
      ],
      [
        { op: 'reduce', fn: 'max', layer: 'r', inputs: [0], outputs: [1], axes: [0], params: {} },
        [value(4), value()],
        {},
      ],
    ];
    for (const [node, values, tensors] of nodes) {
      for (const bits of bitsOf(runNode(node, values, tensors, [odd])))
        expect(bits, node.op).toBe(0x7fc00000);
    }
  });
});

describe('O5: constants of a node are rounded to binary32 before they are used', () => {
  const tenth = Math.fround(0.1);

  test('a clamp, which NaN passes', () => {
    const node: Node = {
      op: 'affine',
      layer: 'a',
      inputs: [0],
      outputs: [1],
      min: -0.1,
      max: 0.1,
      params: { kernel: 'k' },
    };
    const tensors = { k: tensor([1], Float32Array.of(1)) };
    const x = Float32Array.of(5, -5, 0.05, Number.NaN, tenth);
    expect([...floatsOf(runNode(node, [value(5), value(5)], tensors, [x]))]).toEqual([
      tenth,
      -tenth,
      Math.fround(0.05),
      Number.NaN,
      tenth,
    ]);
  });

  test('what padding is filled with', () => {
    const node: Node = { op: 'pad', layer: 'p', inputs: [0], outputs: [1], padding: [[1, 0]], fill: 0.1 };
    expect([...floatsOf(runNode(node, [value(1), value(2)], {}, [Float32Array.of(7)]))]).toEqual([tenth, 7]);
  });

  test('what is compared with', () => {
    const node: Node = {
      op: 'compare',
      fn: 'eq',
      layer: 'c',
      inputs: [0],
      outputs: [1],
      constant: 0.1,
      reduceLast: 'none',
    };
    expect([...runNode(node, [value(2), mask(2)], {}, [Float32Array.of(0.1, 0.2)])]).toEqual([1, 0]);
  });

  test('epsilon', () => {
    const [f, random] = [Math.fround, createRandom(5)];
    /** Row [a, -a], whose mean is 0 and whose variance is a squared. */
    const normalized = (a: number, epsilon: number) => f(a / f(Math.sqrt(f(f(a * a) + epsilon))));
    // Half a step of binary32 next to 1, and a little that binary32 cannot hold: it decides which way a sum rounds.
    const epsilon = 2 ** -24 + 2 ** -48;
    let telling = 0;
    for (let run = 0; run < 500; run++) {
      const a = f(1 + random.integer(0, 2 ** 20) / 2 ** 22);
      if (normalized(a, epsilon) === normalized(a, f(epsilon))) continue;
      telling++;
      const node: Node = {
        op: 'normalize',
        fn: 'layer',
        layer: 'n',
        inputs: [0],
        outputs: [1],
        epsilon,
        ...clamped,
        params: {},
      };
      const [given] = floatsOf(runNode(node, [value(2), value(2)], {}, [Float32Array.of(a, -a)]));
      expect(given).toBe(normalized(a, f(epsilon)));
    }
    expect(telling).toBeGreaterThan(0);
  });
});
