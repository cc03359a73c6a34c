import { encodeGraph, type Tensor } from '@evm-ml/quantized-runtime';

/** A network of four dense layers with 4.3 MB of weights, the same at each call. */
export function largeArtefact(): Uint8Array {
  const sizes = [784, 1_300, 1_300, 1_200, 10];
  let state = 7;
  const weight = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return ((state >>> 24) % 255) - 127;
  };
  const layers = sizes.slice(1).map((outputs, index) => ({ inputs: sizes[index]!, outputs, index }));
  const tensors = new Map<string, Tensor>([
    ['mult', { shape: [1], data: Int32Array.of(2 ** 20) }],
    ['shift', { shape: [1], data: Uint8Array.of(32) }],
  ]);
  for (const { inputs, outputs, index } of layers) {
    const data = Int8Array.from({ length: inputs * outputs }, weight);
    tensors.set(`w${index}`, { shape: [inputs, outputs], data });
  }
  return encodeGraph({
    profile: 'a16',
    values: sizes.map((size) => ({ shape: [1, size], type: 'i16', scale: 2 ** -12, zero: 0 })),
    nodes: layers.map(({ index }) => ({
      ...{ op: 'dense', layer: `dense_${index + 1}`, inputs: [index], outputs: [index + 1] },
      ...{ min: index < 3 ? 0 : null, max: null },
      params: { kernel: `w${index}`, mult: 'mult', shift: 'shift' },
    })),
    inputs: [{ name: 'x', value: 0, kind: 'real', scale: [2 ** -12], offset: [0], limit: 0 }],
    outputs: [{ name: 'y', value: 4 }],
    tensors,
  });
}
