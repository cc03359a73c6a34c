import { describe, expect, it } from 'vitest';
import { encodeGraph } from '../../../src/format/encode-graph.ts';
import { elementCount } from '../../../src/graph/element-types.ts';
import type { Node, Tensor, Value } from '../../../src/graph/graph.ts';
import { loadModel } from '../../../src/plan/load-model.ts';
import { plainValue } from '../../../src/workshop/build/plain.ts';
import { evaluate, quantize } from '../../../src/workshop/index.ts';
import type { Network } from '../../../src/workshop/origin/network.ts';
import { channelRanges } from '../../../src/workshop/quantize/calibrate/channel-ranges.ts';
import { createNormal } from '../../../src/workshop/quantize/math/random.ts';
import { balanceInputs } from '../../../src/workshop/quantize/passes/balance-inputs.ts';
import { equalize } from '../../../src/workshop/quantize/passes/equalize.ts';
import { joinCentring } from '../../../src/workshop/quantize/passes/join-centring.ts';
import { simplify } from '../../../src/workshop/quantize/passes/simplify.ts';
import { floatNetwork } from '../../support/float-network.ts';

const value = (...shape: number[]): Value => plainValue(shape);
const open = { min: null, max: null } as const;
const next = createNormal(77);
const tensor = (...shape: number[]): Tensor => ({
  shape,
  data: Float32Array.from({ length: elementCount(shape) }, () => next()),
});

/** conv without bias -> batch normalization -> relu -> conv, as the importer writes it. */
function convNetwork(): Network {
  const conv = { op: 'conv', strides: [1, 1], dilations: [1, 1], groups: 1, ...open } as const;
  const same = [
    [1, 1],
    [1, 1],
  ] as const;
  return floatNetwork(
    [value(5, 5, 2), value(5, 5, 3), value(5, 5, 3), value(5, 5, 3), value(5, 5, 4)],
    [
      { ...conv, inputs: [0], outputs: [1], layer: 'conv', padding: same, params: { kernel: 'k1' } },
      { op: 'affine', inputs: [1], outputs: [2], layer: 'bn', ...open, params: { kernel: 'g', bias: 'b' } },
      { op: 'unary', fn: 'relu', alpha: 0, beta: 0, inputs: [2], outputs: [3], layer: 'relu', params: {} },
      {
        ...conv,
        inputs: [3],
        outputs: [4],
        layer: 'conv2',
        padding: same,
        params: { kernel: 'k2', bias: 'b2' },
      },
    ],
    { k1: tensor(3, 3, 2, 3), g: tensor(3), b: tensor(3), k2: tensor(3, 3, 3, 4), b2: tensor(4) },
    [
      { path: 'conv/0', shape: [3, 3, 2, 3], from: { param: 'k1' } },
      { path: 'bn/0', shape: [3], from: { param: 'g' } },
      { path: 'bn/1', shape: [3], from: { param: 'b' } },
      { path: 'bn/2', shape: [3], from: { fill: 0 } },
    ],
  );
}

async function outputOf({ graph }: Network, x: Float32Array, batch: number): Promise<Float32Array> {
  return (await evaluate(graph, [x], batch)).get(graph.outputs[0]!.value)!;
}

function expectClose(actual: Float32Array, expected: Float32Array): void {
  const largest = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  for (const [i, x] of expected.entries()) expect(Math.abs(actual[i]! - x)).toBeLessThan(1e-5 * largest);
}

describe('passes keep what a network computes', () => {
  it('folds batch normalization and relu, and leaves Keras an identity', async () => {
    const network = convNetwork();
    const simple = simplify(network, 'f32');
    expect(simple.graph.nodes.map(({ op }) => op)).toEqual(['conv', 'conv']);
    expect(simple.graph.nodes[0]).toMatchObject({ min: 0, max: null });
    const { data: x } = tensor(2, 5, 5, 2);
    expectClose(await outputOf(simple, x as Float32Array, 2), await outputOf(network, x as Float32Array, 2));
    const from = simple.keras.variables.map((variable) => variable.from);
    // The convolution has no bias in Keras: the folded one lives on as beta.
    expect(from).toEqual([{ param: 'k1' }, { fill: 1 }, { param: 'k1.bias' }, { fill: 0 }]);
  });

  const centred = (): Network =>
    floatNetwork(
      [value(4, 3), value(4, 3), value(4, 3)],
      [
        {
          op: 'affine',
          inputs: [0],
          outputs: [1],
          layer: 'bn',
          ...open,
          params: { kernel: 'one', bias: 'c' },
        },
        { op: 'affine', inputs: [1], outputs: [2], layer: 'bn', ...open, params: { kernel: 'g', bias: 'b' } },
      ],
      { one: { shape: [1], data: Float32Array.of(1) }, c: tensor(3), g: tensor(3), b: tensor(3) },
      [
        { path: 'bn/0', shape: [3], from: { param: 'g' } },
        { path: 'bn/1', shape: [3], from: { param: 'b' } },
        { path: 'bn/2', shape: [3], from: { param: 'c', rows: [-1, -1, -1] } },
      ],
    );

  it('joins a mean that is taken off first with what follows, in integers, and leaves Keras a mean of 0', async () => {
    const network = centred();
    const simple = joinCentring(network);
    expect(simple.graph.nodes.map(({ op }) => op)).toEqual(['affine']);
    const { data: x } = tensor(2, 4, 3);
    expectClose(await outputOf(simple, x as Float32Array, 2), await outputOf(network, x as Float32Array, 2));
    const from = simple.keras.variables.map((variable) => variable.from);
    expect(from).toEqual([{ param: 'g' }, { param: 'b.joined' }, { fill: 0 }]);
  });

  it('takes the mean off first in f32', () => {
    expect(simplify(centred(), 'f32').graph.nodes.map(({ op }) => op)).toEqual(['affine', 'affine']);
  });

  it('leaves an affine map alone that Keras could not undo', () => {
    const network = convNetwork();
    const bare = { ...network, keras: { ...network.keras, variables: [] } };
    expect(simplify(bare, 'f32').graph.nodes.map(({ op }) => op)).toEqual(['conv', 'affine', 'conv']);
  });

  it('leaves a tensor alone that another node reads too', () => {
    const { graph, keras } = convNetwork();
    const again: Node = {
      op: 'affine',
      inputs: [3],
      outputs: [5],
      layer: 'z',
      ...open,
      params: { kernel: 'g' },
    };
    const shared: Network = {
      keras,
      graph: {
        ...graph,
        values: [...graph.values, value(5, 5, 3)],
        nodes: [...graph.nodes, again],
        outputs: [...graph.outputs, { name: 'z', value: 5 }],
      },
    };
    expect(simplify(shared, 'f32').graph.nodes.map(({ op }) => op)).toEqual([
      'conv',
      'affine',
      'conv',
      'affine',
    ]);
  });

  it('takes a leading map into the port, but not in f32', () => {
    const network = floatNetwork(
      [value(3), value(3), value(2)],
      [
        { op: 'affine', inputs: [0], outputs: [1], layer: 'n', ...open, params: { kernel: 'k', bias: 'b' } },
        { op: 'dense', inputs: [1], outputs: [2], layer: 'd', ...open, params: { kernel: 'w' } },
      ],
      {
        k: { shape: [3], data: Float32Array.of(0.5, 2, 4) },
        b: { shape: [3], data: Float32Array.of(1, 0, -8) },
        w: tensor(3, 2),
      },
    );
    const { graph } = simplify(network, 'a16');
    expect(graph.nodes.map(({ op }) => op)).toEqual(['dense']);
    expect(graph.inputs[0]).toMatchObject({ scale: [2, 0.5, 0.25], offset: [-2, 0, 2] });
    expect(simplify(network, 'f32').graph.nodes).toHaveLength(2);
  });

  it('equalizes channels without changing the output', async () => {
    const network = simplify(convNetwork(), 'a8');
    const x = tensor(4, 5, 5, 2).data as Float32Array;
    const ranges = await channelRanges(network.graph, [x]);
    const equal = equalize(network, (index) => ranges.get(index));
    expectClose(await outputOf(equal, x, 4), await outputOf(network, x, 4));
    const spread = async ({ graph }: Network): Promise<number> => {
      const found = (await channelRanges(graph, [x])).get(graph.nodes[0]!.outputs[0]!)!;
      return Math.max(...found) / Math.min(...found);
    };
    expect(await spread(equal)).toBeLessThanOrEqual(await spread(network));
  });

  it('gives features of very different ranges a scale each, exactly', async () => {
    const network = floatNetwork(
      [value(3), value(2)],
      [{ op: 'dense', inputs: [0], outputs: [1], layer: 'd', ...open, params: { kernel: 'w' } }],
      { w: tensor(3, 2) },
      [{ path: 'd/0', shape: [3, 2], from: { param: 'w' } }],
    );
    const x = Float32Array.of(1000, 0.01, 0, -800, 0.02, 0, 300, -0.03, 0);
    const balanced = balanceInputs(network, [x]);
    expect(balanced.network.graph.inputs[0]).toMatchObject({ scale: [1024, 2 ** -5, 1], offset: [0, 0, 0] });
    expect(balanced.network.keras.variables[0]!.from).toEqual({ param: 'w', rows: [2 ** -10, 32, 1] });
    const outputs = await outputOf(balanced.network, balanced.samples[0]!, 3);
    expectClose(outputs, await outputOf(network, x, 3));
    const alike = balanceInputs(network, [Float32Array.of(1, 2, 3)]);
    expect(alike.network.graph.inputs[0]).toMatchObject({ scale: [1], offset: [0] });
  });
});

describe('features of very different ranges that slices read besides', () => {
  const FEATURES = 4;
  const spread = (i: number) => [3000, 1, 0.01, 200][i % FEATURES]!;
  const rows = Float32Array.from({ length: 300 * FEATURES }, (_, i) => spread(i) * (2 + next()));
  const slice = (begin: number, output: number): Node => ({
    op: 'slice',
    inputs: [0],
    outputs: [output],
    layer: 'slice',
    begin: [begin],
    size: [2],
    strides: [1],
  });
  const dense = (from: number, to: number, kernel: string): Node => ({
    op: 'dense',
    inputs: [from],
    outputs: [to],
    layer: kernel,
    ...open,
    params: { kernel },
  });
  const affine: Node = {
    op: 'affine',
    inputs: [0],
    outputs: [1],
    layer: 'normalization',
    ...open,
    params: { kernel: 'k', bias: 'b' },
  };
  const perFeature = (of: (i: number) => number): Tensor => ({
    shape: [FEATURES],
    data: Float32Array.from({ length: FEATURES }, (_, i) => of(i)),
  });
  const tensors = {
    k: perFeature((i) => 1 / spread(i)),
    b: perFeature(() => -2),
    w: tensor(FEATURES, 3),
    u: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 40, 50, -60) },
  };
  const join = (a: number, b: number, to: number): Node => ({
    op: 'concat',
    inputs: [a, b],
    outputs: [to],
    layer: 'join',
    axis: 0,
  });
  const normalized = floatNetwork(
    [value(FEATURES), value(FEATURES), value(3), value(2), value(3), value(6)],
    [affine, dense(1, 2, 'w'), slice(1, 3), dense(3, 4, 'u'), join(2, 4, 5)],
    tensors,
  );
  // Rows of the kernel make all features count alike.
  const rowsOf = (x: number, i: number) => x / spread(Math.floor(i / 3));
  const plain = floatNetwork(
    [value(FEATURES), value(3), value(2), value(3), value(6)],
    [dense(0, 1, 'w'), slice(1, 2), dense(2, 3, 'u'), join(1, 3, 4)],
    { ...tensors, w: { ...tensors.w, data: Float32Array.from(tensors.w.data, rowsOf) } },
  );

  it.each([
    ['after a normalization', normalized],
    ['without one', plain],
  ])('%s', async (_, network) => {
    const x = rows.subarray(0, 20 * FEATURES);
    const expected = await outputOf(network, x, 20);
    const quantized = await quantize(network, [rows], { profile: 'a16' });
    const model = loadModel(encodeGraph(quantized.network.graph));
    const actual = model.decodeReal(model.run(model.encodeReal(x), 20));
    // Each half of the output by itself: the features of one are small beside those of the other.
    for (const half of [0, 3]) {
      const of = (y: ArrayLike<number>) => Array.from(y).filter((_, i) => i % 6 >= half && i % 6 < half + 3);
      const largest = Math.max(...of(expected).map(Math.abs));
      const errors = of(actual).map((y, i) => Math.abs(y - of(expected)[i]!) / largest);
      expect(Math.max(...errors)).toBeLessThan(0.01);
    }
  });
});
