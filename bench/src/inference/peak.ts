import { createModel, type Graph, type Tensor } from '@evm-ml/quantized-runtime';
import { plainValue, realPort } from '@evm-ml/quantized-runtime/workshop';

/** Side of the product that shows what this machine's vector unit gives to WebAssembly. */
const ROWS = 196;
const SIZE = 512;

const full = (shape: readonly number[], data: Tensor['data']): Tensor => ({ shape, data });

/** One dense layer (196, 512) x (512, 512), the shape of MobileNet's middle. */
function peakGraph(): Graph {
  const params = { kernel: 'kernel', mult: 'mult', shift: 'shift' };
  return {
    profile: 'a16',
    values: [plainValue([ROWS, SIZE], 'i16'), plainValue([ROWS, SIZE], 'i16')],
    nodes: [{ op: 'dense', layer: 'peak', inputs: [0], outputs: [1], min: null, max: null, params }],
    inputs: [realPort('x', 0)],
    outputs: [{ name: 'y', value: 1 }],
    tensors: new Map([
      ['kernel', full([SIZE, SIZE], new Int8Array(SIZE * SIZE).fill(1))],
      ['mult', full([1], Int32Array.of(2 ** 20))],
      ['shift', full([1], Uint8Array.of(40))],
    ]),
  };
}

/** The highest rate of this runtime's int16 x int8 product here, in GMAC/s: the limit that networks are held against. */
export function measurePeak(samples: number): number {
  const model = createModel(peakGraph());
  const input = new Uint8Array(model.inputBytes).fill(1);
  let best = Infinity;
  for (let i = 0; i < samples; i++) {
    const start = performance.now();
    model.run(input, 1);
    best = Math.min(best, performance.now() - start);
  }
  return (ROWS * SIZE * SIZE) / best / 1e6;
}
