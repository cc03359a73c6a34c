import type { Graph } from '@evm-ml/quantized-runtime';
import { NetworkBuilder } from './networks.ts';

type IntegerProfile = 'a16' | 'a8';

/** 1,025 knots of a function of int16, rule N10. */
const knots = (of: (x: number) => number): Int16Array =>
  Int16Array.from({ length: 1025 }, (_, i) =>
    Math.max(-32767, Math.min(32767, Math.round(of((i - 512) / 64) * 32767))),
  );
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** 12 steps of 6 numbers through an LSTM of 16 units, then a dense layer and softmax. */
export function sequence(profile: IntegerProfile): Graph {
  const b = new NetworkBuilder(profile, 5);
  const [inputs, units] = [6, 16];
  const x = b.value([12, inputs], 2 ** -8, 3);
  const outputs = [b.value([12, units], 2 ** -8, -4), b.value([units], 2 ** -8, 7), b.value([units])];
  const columns = 4 * units;
  const ints = (...numbers: number[]) => b.tensor([numbers.length], Int32Array.from(numbers));
  const shifts = (...numbers: number[]) => b.tensor([numbers.length], Uint8Array.from(numbers));
  const out = profile === 'a16' ? 20 : 28;
  b.add({
    op: 'recurrent',
    fn: 'lstm',
    layer: 'lstm',
    inputs: [x],
    outputs,
    units,
    backwards: false,
    resetAfter: false,
    zeroOutputForMask: false,
    activation: 'tanh',
    recurrentActivation: 'sigmoid',
    params: {
      kernel: b.kernel([inputs, columns]),
      recurrent: b.kernel([units, columns], 20),
      bias: b.bias(columns, 4_000),
      activationTable: b.tensor([1025], knots(Math.tanh)),
      recurrentTable: b.tensor([1025], knots(sigmoid)),
      cellTable: b.tensor([1025], knots(Math.tanh)),
      multInput: ints(...new Array<number>(columns).fill(2 ** 19)),
      multState: ints(...new Array<number>(columns).fill(2 ** 12)),
      shiftGate: shifts(...new Array<number>(columns).fill(profile === 'a16' ? 22 : 17)),
      multCell: ints(2 ** 19, 2 ** 18),
      shiftCell: shifts(34),
      multHidden: ints(2 ** 20),
      shiftHidden: shifts(35),
      multOutput: ints(2 ** 20, 2 ** 20),
      shiftOutput: shifts(out, out),
    },
  });
  return b.build(x, b.softmax(b.dense(outputs[1]!, 3)));
}

/** Attention of 8 tokens over 12 numbers each, a residual, a layer norm, a dense layer. */
export function attention(profile: IntegerProfile): Graph {
  const b = new NetworkBuilder(profile, 6);
  const x = b.value([8, 12], 2 ** -8, 5);
  const [query, key, data] = [b.dense(x, 12), b.dense(x, 12, { zero: -9 }), b.dense(x, 12, { zero: 2 })];
  const product = (first: number, second: number, transposeB: boolean, spread: number) => {
    const [rows] = b.shapeOf(first);
    const columns = b.shapeOf(second)[transposeB ? 0 : 1]!;
    const output = b.value([rows!, columns], 2 ** -8, 1);
    const { mult, shift } = b.requant(1, spread);
    return b.add({
      op: 'matmul',
      layer: `product${output}`,
      inputs: [first, second],
      outputs: [output],
      transposeB,
      min: null,
      max: null,
      params: { mult, shift },
    });
  };
  const range = profile === 'a16' ? 2 ** 13 : 2 ** 6;
  const scores = b.softmax(product(query, key, true, 4 * range * range));
  const full = profile === 'a16' ? 32767 : 255;
  const mixed = b.addition(x, product(scores, data, false, (full * range) / 2));
  const normal = b.value([8, 12], 2 ** -8, -3);
  b.add({
    op: 'normalize',
    fn: 'layer',
    epsilon: 0,
    layer: 'norm',
    inputs: [mixed],
    outputs: [normal],
    min: null,
    max: null,
    params: {
      mult: b.tensor([1], Int32Array.of(2 ** 20)),
      shift: b.tensor([1], Uint8Array.of(profile === 'a16' ? 35 : 43)),
      gamma: b.tensor(
        [12],
        Int16Array.from({ length: 12 }, (_, i) => 9_000 + 1_000 * i),
      ),
      beta: b.tensor(
        [12],
        Int32Array.from({ length: 12 }, (_, i) => (i - 6) * 2 ** 20),
      ),
      epsilon: b.tensor([2], Int32Array.of(1, 4)),
    },
  });
  return b.build(x, b.dense(b.flatten(normal), 5));
}
