import type { Tensor, Value } from '../../src/index.ts';
import type { Network } from '../../src/workshop/origin/network.ts';

const value = (shape: readonly number[], scale = 2 ** -10): Value => ({ shape, type: 'i16', scale, zero: 0 });

/** 3 features -> dense 4, relu -> dense 2 -> softmax: one of everything that an artefact holds. */
export function smallNetwork(): Network {
  const tensors = new Map<string, Tensor>([
    ['hidden/kernel', { shape: [3, 4], data: Int8Array.from([1, -2, 3, -4, 5, -6, 7, -8, 9, 10, -11, 12]) }],
    ['hidden/bias', { shape: [4], data: Int32Array.from([100, -200, 300, -400]) }],
    ['hidden/mult', { shape: [4], data: Int32Array.from([1048576, 1500000, 2097151, 1234567]) }],
    ['hidden/shift', { shape: [4], data: Uint8Array.from([24, 25, 26, 27]) }],
    ['out/kernel', { shape: [4, 2], data: Int8Array.from([127, -127, 64, 32, -1, 0, 5, 6]) }],
    ['out/mult', { shape: [1], data: Int32Array.from([1200000]) }],
    ['out/shift', { shape: [1], data: Uint8Array.from([27]) }],
    [
      'softmax/table',
      {
        shape: [512],
        data: Int32Array.from({ length: 512 }, (_, i) =>
          i < 256
            ? Math.round(2 ** 30 * Math.exp(-i / 4))
            : Math.round(2 ** 15 * Math.exp(-(i - 256) / 1024)),
        ),
      },
    ],
  ]);
  return {
    graph: {
      profile: 'a16',
      values: [value([3]), value([4]), value([2]), value([2], 1 / 32767)],
      nodes: [
        {
          op: 'dense',
          inputs: [0],
          outputs: [1],
          layer: 'hidden',
          min: 0,
          max: null,
          params: {
            kernel: 'hidden/kernel',
            bias: 'hidden/bias',
            mult: 'hidden/mult',
            shift: 'hidden/shift',
          },
        },
        {
          op: 'dense',
          inputs: [1],
          outputs: [2],
          layer: 'out',
          min: null,
          max: null,
          params: { kernel: 'out/kernel', mult: 'out/mult', shift: 'out/shift' },
        },
        {
          op: 'softmax',
          inputs: [2],
          outputs: [3],
          layer: 'softmax',
          log: false,
          params: { table: 'softmax/table' },
        },
      ],
      inputs: [{ name: 'x', value: 0, kind: 'real', scale: [0.5, 0.25, 0.1], offset: [0, 1, -1], limit: 0 }],
      outputs: [{ name: 'y', value: 3 }],
      tensors,
    },
    keras: {
      config: { class_name: 'Sequential', config: { name: 'small' } },
      variables: [{ path: 'layers/dense/vars/0', shape: [3, 4], from: { param: 'hidden/kernel' } }],
    },
  };
}
