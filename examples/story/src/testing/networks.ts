import { encodeGraph, type Graph } from '@evm-ml/quantized-runtime';
import { GraphWriter, indexPort, plainValue, realPort } from '@evm-ml/workshop';

/** Networks made by hand, for tests: of two features where nothing else is said, of which the first one's sign is the class. */

const CLAMP = { min: null, max: null } as const;

/** Begins a network of real inputs; gives the writer and its input. */
function begin(features: number): { w: GraphWriter; input: number } {
  const w = new GraphWriter('f32');
  const input = w.addValue(plainValue([features]));
  w.inputs.push(realPort('row', input));
  return { w, input };
}

function end(w: GraphWriter, output: number): Uint8Array {
  const graph: Graph = w.toGraph([{ name: 'class', value: output }]);
  return encodeGraph(graph);
}

/** A kernel that looks at the first feature alone. */
const toFirst = (features: number, weights: readonly number[] = [1]): readonly (readonly number[])[] =>
  Array.from({ length: features }, (_, feature) => weights.map((weight) => (feature === 0 ? weight : 0)));

function addDense(
  w: GraphWriter,
  input: number,
  kernel: readonly (readonly number[])[],
  { bias, isRelu = false }: { readonly bias?: readonly number[]; readonly isRelu?: boolean } = {},
): number {
  const outputs = kernel[0]!.length;
  const name = w.addTensor('kernel', {
    shape: [kernel.length, outputs],
    data: Float32Array.from(kernel.flat()),
  });
  const biasName = bias && w.addTensor('bias', { shape: [outputs], data: Float32Array.from(bias) });
  const output = w.addValue(plainValue([outputs]));
  w.add({
    op: 'dense',
    layer: 'dense',
    inputs: [input],
    outputs: [output],
    min: isRelu ? 0 : null,
    max: null,
    params: { kernel: name, ...(biasName && { bias: biasName }) },
  });
  return output;
}

/** Right everywhere: the first feature, of which one is class 1. Another `scale` gives other bytes. */
export function rightNetwork(scale = 1): Uint8Array {
  const { w, input } = begin(2);
  return end(w, addDense(w, input, [[scale], [0]]));
}

/** Says one class of every row, by one output. */
export function constantNetwork(answer: number, outputs = 1, features = 2): Uint8Array {
  const { w } = begin(features);
  w.addTensor('answer', { shape: [outputs], data: new Float32Array(outputs).fill(answer) });
  const output = w.addValue(plainValue([outputs]));
  w.add({ op: 'constant', layer: 'answer', inputs: [], outputs: [output], params: { value: 'answer' } });
  return end(w, output);
}

/** Class 1 between the two borders, which takes two units that have the same weight and different biases. */
export function bandNetwork(least: number, most: number): Uint8Array {
  const { w, input } = begin(2);
  const hidden = addDense(
    w,
    input,
    [
      [1, 1, 1, 1],
      [0, 0, 0, 0],
    ],
    { bias: [1 - least, -least, -most, -1 - most], isRelu: true },
  );
  return end(w, addDense(w, hidden, [[1], [-1], [-1], [1]]));
}

/** Takes tokens, which are whole numbers from 0 on: of rows with others it gives an error, not an answer. */
export function tokenNetwork(features = 2): Uint8Array {
  const w = new GraphWriter('f32');
  const input = w.addValue(plainValue([features], 'i32'));
  w.inputs.push(indexPort('row', input, 100));
  w.addTensor('table', { shape: [100], data: new Float32Array(100).fill(1) });
  const looked = w.addValue(plainValue([features]));
  w.add({ op: 'gather', layer: 'tokens', inputs: [input], outputs: [looked], params: { table: 'table' } });
  return end(w, addDense(w, looked, toFirst(features)));
}

/**
 * Right everywhere, by a long way: convolutions over an image of the first feature.
 * @param size of the image, along both axes
 */
export function dearNetwork(size: number, convolutions: number, features = 2): Uint8Array {
  const CHANNELS = 32;
  const { w, input } = begin(features);
  const pixel = addDense(w, input, toFirst(features, [1, 0]));
  let image = w.addValue(plainValue([1, 1, 2]));
  w.add({ op: 'reshape', layer: 'pixel', inputs: [pixel], outputs: [image] });
  const tiled = w.addValue(plainValue([size, size, 2]));
  w.add({ op: 'tile', layer: 'image', inputs: [image], outputs: [tiled], repeats: [size, size, 1] });
  image = tiled;
  const first = new Float32Array(2 * CHANNELS);
  first.fill(1, 0, CHANNELS);
  w.addTensor('first', { shape: [1, 1, 2, CHANNELS], data: first });
  w.addTensor('next', {
    shape: [3, 3, CHANNELS, CHANNELS],
    data: new Float32Array(9 * CHANNELS * CHANNELS).fill(1 / 8),
  });
  for (let i = 0; i <= convolutions; i++) {
    const output = w.addValue(plainValue([size, size, CHANNELS]));
    const border = i === 0 ? 0 : 1;
    w.add({
      op: 'conv',
      layer: `conv_${i}`,
      inputs: [image],
      outputs: [output],
      strides: [1, 1],
      dilations: [1, 1],
      padding: [
        [border, border],
        [border, border],
      ],
      groups: 1,
      ...CLAMP,
      params: { kernel: i === 0 ? 'first' : 'next' },
    });
    image = output;
  }
  const mean = w.addValue(plainValue([CHANNELS]));
  w.add({
    op: 'reduce',
    fn: 'mean',
    axes: [0, 1],
    layer: 'mean',
    inputs: [image],
    outputs: [mean],
    params: {},
  });
  return end(
    w,
    addDense(
      w,
      mean,
      Array.from({ length: CHANNELS }, () => [1]),
    ),
  );
}
