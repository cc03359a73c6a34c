import { ACTIVATION_TYPE } from '../../src/graph/element-types.ts';
import type { Graph, Node, Profile, Tensor } from '../../src/index.ts';
import { plainValue, realPort } from '../../src/workshop/build/plain.ts';
import { LINEAR } from './node-fields.ts';
import { dataOf } from './vector-case.ts';

export interface Fibonacci {
  readonly profile?: Profile;
  readonly steps?: number;
  /** It ends behind the first number that is larger. */
  readonly beyond?: number;
}

/** Places of what a test may want to change. */
export const FIBONACCI = {
  values: {
    x: 0,
    list: 1,
    step: 2,
    a: 3,
    b: 4,
    numbers: 5,
    sum: 6,
    row: 7,
    put: 8,
    flag: 9,
    stop: 10,
    last: 12,
  },
  nodes: { constant: 0, repeat: 1, binary: 2, reshape: 3, put: 4, compare: 5, flag: 6, until: 7 },
} as const;

/**
 * x [1] -> the sum of the two numbers before, again and again from x and x on: the last one [1], and all of them
 * [steps, 1], 0 where there was none. Its states trade places: the second is the first of the next step.
 */
export function fibonacci({ profile = 'a16', steps = 6, beyond = 100 }: Fibonacci = {}): Graph {
  const type = ACTIVATION_TYPE[profile];
  const one = plainValue([1], type);
  const list = plainValue([steps, 1], type);
  const tensors = new Map<string, Tensor>([
    ['zeros', { shape: [steps, 1], data: dataOf(type, new Array(steps).fill(0)) }],
    ['mult', { shape: [2], data: Int32Array.of(2 ** 20, 2 ** 20) }],
    ['shift', { shape: [1], data: Uint8Array.of(20) }],
  ]);
  if (profile === 'f32') for (const name of ['mult', 'shift']) tensors.delete(name);
  const params = profile === 'f32' ? {} : { mult: 'mult', shift: 'shift' };
  const nodes: Node[] = [
    { op: 'constant', layer: 'zeros', inputs: [], outputs: [1], params: { value: 'zeros' } },
    { op: 'repeat', layer: 'loop', inputs: [0, 0, 1], outputs: [2, 3, 4, 5], steps, limits: [0, 0, 0] },
    { op: 'binary', layer: 'sum', inputs: [3, 4], outputs: [6], ...LINEAR, fn: 'add', params },
    { op: 'reshape', layer: 'row', inputs: [6], outputs: [7] },
    { op: 'put', layer: 'put', inputs: [5, 7, 2], outputs: [8], axis: 0, offset: 0 },
    {
      ...{ op: 'compare', layer: 'large', inputs: [6], outputs: [9] },
      ...{ fn: 'gt', constant: beyond, reduceLast: 'none' },
    },
    { op: 'reshape', layer: 'stop', inputs: [9], outputs: [10] },
    { op: 'until', layer: 'loop', inputs: [10, 4, 6, 8], outputs: [11, 12, 13] },
  ];
  return {
    profile,
    values: [
      ...[one, list, plainValue([], 'i32'), one, one, list, one, plainValue([1, 1], type), list],
      ...[plainValue([1], 'u8'), plainValue([], 'u8'), one, one, list],
    ],
    nodes,
    inputs: [realPort('x', 0)],
    outputs: [
      { name: 'last', value: 12 },
      { name: 'all', value: 13 },
    ],
    tensors,
  };
}

/** What the network above gives, and the steps that it takes. `round`: what its type makes of a sum. */
export function fibonacciOf(x: number, steps: number, beyond: number, round: (sum: number) => number) {
  const all: number[] = [];
  let [a, b] = [x, x];
  while (all.length < steps) {
    [a, b] = [b, round(a + b)];
    all.push(b);
    if (b > beyond) break;
  }
  return { last: b, all: [...all, ...new Array(steps - all.length).fill(0)], steps: all.length };
}
