import type { Graph, Node, Op, Shape, Tensor, Value } from '@evm-ml/quantized-runtime';
import { createRandom } from '../inference/random.ts';

/** A float graph of one operator. */
export interface Specimen {
  readonly name: string;
  readonly op: Op;
  readonly graph: Graph;
}

const LINEAR = { min: null, max: null } as const;
const count = (shape: Shape) => shape.reduce((product, size) => product * size, 1);

/** What a specimen is made of; `node` gets the indices of its values. */
interface Recipe {
  readonly name: string;
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  readonly params?: Readonly<Record<string, Shape>>;
  /** Fan-in of the kernel: weights are scaled by its square root. */
  readonly fanIn?: number;
  /** Number of indices that input 0 may take, if it is one of indices. */
  readonly limit?: number;
  readonly node: (base: Base) => Node;
}

interface Base {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly layer: string;
}

function specimen({ name, inputs, output, params = {}, fanIn = 1, limit = 0, node }: Recipe): Specimen {
  const random = createRandom(11);
  const tensors = new Map<string, Tensor>();
  for (const [role, shape] of Object.entries(params)) {
    const data = Float32Array.from({ length: count(shape) }, () => random.normal() / Math.sqrt(fanIn));
    tensors.set(role, { shape, data });
  }
  const value = (shape: Shape, type: Value['type'] = 'f32'): Value => ({ shape, type, scale: 1, zero: 0 });
  const built = node({ inputs: inputs.map((_, i) => i), outputs: [inputs.length], layer: name });
  const graph: Graph = {
    profile: 'f32',
    values: [...inputs.map((shape) => value(shape, limit > 0 ? 'i32' : 'f32')), value(output)],
    nodes: [built],
    inputs: inputs.map((_, i) => ({
      name: `x${i}`,
      value: i,
      kind: limit > 0 ? ('index' as const) : ('real' as const),
      scale: [1],
      offset: [0],
      limit,
    })),
    outputs: [{ name: 'y', value: inputs.length }],
    tensors,
  };
  return { name, op: built.op, graph };
}

const dense = (k: number, n: number) =>
  specimen({
    name: `dense ${k}x${n}`,
    inputs: [[k]],
    output: [n],
    params: { kernel: [k, n], bias: [n] },
    fanIn: k,
    node: (base) => ({ op: 'dense', ...base, ...LINEAR, params: { kernel: 'kernel', bias: 'bias' } }),
  });

const conv = (size: number, c: number, n: number, k: number, stride = 1) => {
  const out = Math.floor((size - k) / stride) + 1;
  return specimen({
    name: `conv ${size}x${size}x${c}, ${k}x${k}/${stride} to ${n}`,
    inputs: [[size, size, c]],
    output: [out, out, n],
    params: { kernel: [k, k, c, n], bias: [n] },
    fanIn: k * k * c,
    node: (base) => ({
      op: 'conv',
      ...base,
      ...LINEAR,
      strides: [stride, stride],
      dilations: [1, 1],
      padding: [
        [0, 0],
        [0, 0],
      ],
      groups: 1,
      params: { kernel: 'kernel', bias: 'bias' },
    }),
  });
};

const depthwise = (size: number, c: number, k: number, stride = 1) => {
  const out = Math.floor((size - k) / stride) + 1;
  return specimen({
    name: `depthwise ${size}x${size}x${c}, ${k}x${k}/${stride}`,
    inputs: [[size, size, c]],
    output: [out, out, c],
    params: { kernel: [k, k, c, 1], bias: [c] },
    fanIn: k * k,
    node: (base) => ({
      op: 'depthwise',
      ...base,
      ...LINEAR,
      strides: [stride, stride],
      dilations: [1, 1],
      padding: [
        [0, 0],
        [0, 0],
      ],
      params: { kernel: 'kernel', bias: 'bias' },
    }),
  });
};

const convTranspose = (size: number, c: number, n: number, k: number, stride: number) => {
  const out = (size - 1) * stride + k;
  return specimen({
    name: `convTranspose ${size}x${size}x${c}, ${k}x${k}/${stride} to ${n}`,
    inputs: [[size, size, c]],
    output: [out, out, n],
    params: { kernel: [k, k, c, n], bias: [n] },
    fanIn: k * k * c,
    node: (base) => ({
      op: 'convTranspose',
      ...base,
      ...LINEAR,
      strides: [stride, stride],
      dilations: [1, 1],
      padding: [
        [0, 0],
        [0, 0],
      ],
      params: { kernel: 'kernel', bias: 'bias' },
    }),
  });
};

const pool = (fn: 'max' | 'avg', size: number, c: number, k: number) =>
  specimen({
    name: `pool ${fn} ${size}x${size}x${c}, ${k}x${k}`,
    inputs: [[size, size, c]],
    output: [Math.floor(size / k), Math.floor(size / k), c],
    node: (base) => ({
      op: 'pool',
      fn,
      ...base,
      size: [k, k],
      strides: [k, k],
      padding: [
        [0, 0],
        [0, 0],
      ],
      params: {},
    }),
  });

const unary = (fn: 'tanh' | 'sigmoid' | 'gelu' | 'relu', shape: Shape) =>
  specimen({
    name: `unary ${fn} ${shape.join('x')}`,
    inputs: [shape],
    output: shape,
    node: (base) => ({ op: 'unary', fn, ...base, alpha: 0, beta: 0, params: {} }),
  });

const binary = (fn: 'add' | 'mul' | 'max', shape: Shape, other: Shape = shape) =>
  specimen({
    name: `binary ${fn} ${shape.join('x')}, ${other.join('x')}`,
    inputs: [shape, other],
    output: shape,
    node: (base) => ({ op: 'binary', fn, ...base, ...LINEAR, params: {} }),
  });

const matmul = (m: number, k: number, n: number) =>
  specimen({
    name: `matmul ${m}x${k}x${n}`,
    inputs: [
      [m, k],
      [k, n],
    ],
    output: [m, n],
    node: (base) => ({ op: 'matmul', ...base, ...LINEAR, transposeB: false, params: {} }),
  });

const softmax = (rows: number, n: number) =>
  specimen({
    name: `softmax ${rows}x${n}`,
    inputs: [[rows, n]],
    output: [rows, n],
    node: (base) => ({ op: 'softmax', ...base, log: false, params: {} }),
  });

const normalize = (rows: number, n: number) =>
  specimen({
    name: `normalize layer ${rows}x${n}`,
    inputs: [[rows, n]],
    output: [rows, n],
    params: { gamma: [n], beta: [n] },
    node: (base) => ({
      op: 'normalize',
      fn: 'layer',
      ...base,
      ...LINEAR,
      epsilon: 1e-3,
      params: { gamma: 'gamma', beta: 'beta' },
    }),
  });

const reduce = (fn: 'mean' | 'max', size: number, c: number) =>
  specimen({
    name: `reduce ${fn} ${size}x${size}x${c}`,
    inputs: [[size, size, c]],
    output: [c],
    node: (base) => ({ op: 'reduce', fn, ...base, axes: [0, 1], params: {} }),
  });

const transpose = (a: number, b: number) =>
  specimen({
    name: `transpose ${a}x${b}`,
    inputs: [[a, b]],
    output: [b, a],
    node: (base) => ({ op: 'transpose', ...base, perm: [1, 0] }),
  });

const resize = (fn: 'nearest' | 'bilinear', size: number, c: number) =>
  specimen({
    name: `resize ${fn} ${size}x${size}x${c} to twice`,
    inputs: [[size, size, c]],
    output: [size * 2, size * 2, c],
    node: (base) => ({ op: 'resize', fn, ...base, alignCorners: false, halfPixel: true }),
  });

const pad = (size: number, c: number) =>
  specimen({
    name: `pad ${size}x${size}x${c}`,
    inputs: [[size, size, c]],
    output: [size + 2, size + 2, c],
    node: (base) => ({
      op: 'pad',
      ...base,
      padding: [
        [1, 1],
        [1, 1],
        [0, 0],
      ],
      fill: 0,
    }),
  });

const slice = (a: number, b: number) =>
  specimen({
    name: `slice half of ${a}x${b}`,
    inputs: [[a, b]],
    output: [a, b / 2],
    node: (base) => ({ op: 'slice', ...base, begin: [0, 0], size: [a, b / 2], strides: [1, 2] }),
  });

const concat = (a: number, b: number) =>
  specimen({
    name: `concat 2 of ${a}x${b}`,
    inputs: [
      [a, b],
      [a, b],
    ],
    output: [a, 2 * b],
    node: (base) => ({ op: 'concat', ...base, axis: 1 }),
  });

const tile = (a: number, b: number) =>
  specimen({
    name: `tile ${a}x${b} by 2x2`,
    inputs: [[a, b]],
    output: [2 * a, 2 * b],
    node: (base) => ({ op: 'tile', ...base, repeats: [2, 2] }),
  });

const gather = (length: number, vocabulary: number, d: number) =>
  specimen({
    name: `gather ${length} of ${vocabulary}x${d}`,
    inputs: [[length]],
    output: [length, d],
    params: { table: [vocabulary, d] },
    limit: vocabulary,
    node: (base) => ({ op: 'gather', ...base, params: { table: 'table' } }),
  });

const affine = (rows: number, c: number) =>
  specimen({
    name: `affine ${rows}x${c}`,
    inputs: [[rows, c]],
    output: [rows, c],
    params: { kernel: [c], bias: [c] },
    node: (base) => ({ op: 'affine', ...base, ...LINEAR, params: { kernel: 'kernel', bias: 'bias' } }),
  });

const recurrent = (fn: 'rnn' | 'lstm' | 'gru', steps: number, i: number, h: number) => {
  const gates = { rnn: 1, lstm: 4, gru: 3 }[fn] * h;
  const made = specimen({
    name: `recurrent ${fn} ${steps}x${i} to ${h}`,
    inputs: [[steps, i]],
    output: [steps, h],
    params: { kernel: [i, gates], recurrent: [h, gates], bias: fn === 'gru' ? [2, gates] : [gates] },
    fanIn: i + h,
    node: ({ outputs, ...base }) => ({
      op: 'recurrent',
      fn,
      ...base,
      outputs: [...outputs, outputs[0]! + 1, ...(fn === 'lstm' ? [outputs[0]! + 2] : [])],
      units: h,
      backwards: false,
      resetAfter: fn === 'gru',
      zeroOutputForMask: false,
      activation: 'tanh',
      recurrentActivation: fn === 'rnn' ? 'linear' : 'sigmoid',
      params: { kernel: 'kernel', recurrent: 'recurrent', bias: 'bias' },
    }),
  });
  const state: Value = { shape: [h], type: 'f32', scale: 1, zero: 0 };
  const values = [...made.graph.values, state, ...(fn === 'lstm' ? [state] : [])];
  const outputs = values.slice(1).map((_, i) => ({ name: `y${i}`, value: i + 1 }));
  return { ...made, graph: { ...made.graph, values, outputs } };
};

/** Operators in sizes from tiny to large, and in shapes that suit kernels well and badly. */
export const ZOO: readonly Specimen[] = [
  dense(4, 3),
  dense(13, 32),
  dense(128, 10),
  dense(784, 128),
  dense(1023, 1),
  dense(1, 1023),
  dense(1024, 1024),
  conv(8, 1, 3, 3),
  conv(28, 1, 16, 5),
  conv(12, 16, 32, 5),
  conv(32, 3, 32, 3, 2),
  conv(56, 64, 64, 1),
  conv(14, 128, 128, 3),
  conv(31, 3, 5, 1),
  depthwise(14, 32, 3),
  depthwise(56, 64, 3),
  depthwise(57, 3, 5, 2),
  convTranspose(7, 16, 16, 3, 2),
  convTranspose(14, 32, 32, 2, 2),
  pool('max', 24, 16, 2),
  pool('avg', 24, 16, 2),
  pool('max', 57, 3, 3),
  pool('avg', 16, 16, 1),
  unary('tanh', [128]),
  unary('tanh', [65_536]),
  unary('gelu', [4_096]),
  unary('relu', [4_096]),
  binary('add', [4_096]),
  binary('mul', [4_096]),
  binary('max', [4_096]),
  binary('add', [64, 64], [64]),
  affine(64, 64),
  matmul(64, 64, 64),
  matmul(16, 64, 16),
  matmul(128, 128, 128),
  softmax(1, 10),
  softmax(256, 2),
  softmax(64, 64),
  softmax(1, 1000),
  normalize(64, 64),
  normalize(16, 512),
  reduce('mean', 16, 64),
  reduce('max', 16, 64),
  transpose(64, 64),
  resize('nearest', 16, 16),
  resize('bilinear', 16, 16),
  pad(32, 16),
  slice(64, 64),
  concat(64, 64),
  tile(32, 32),
  gather(64, 1000, 64),
  recurrent('rnn', 16, 16, 32),
  recurrent('lstm', 16, 16, 32),
  recurrent('gru', 16, 16, 32),
  recurrent('lstm', 32, 64, 128),
];

/** Operators of one kind, by their sizes. */
export interface Family {
  /** Least and most of each size. */
  readonly ranges: readonly (readonly [number, number])[];
  create(sizes: readonly number[]): Specimen;
}

const family = <const R extends readonly (readonly [number, number])[]>(
  ranges: R,
  create: (...sizes: { [K in keyof R]: number }) => Specimen,
): Family => ({ ranges, create: (sizes) => create(...(sizes as { [K in keyof R]: number })) });

/** What the search for the worst case may build. */
export const FAMILIES: readonly Family[] = [
  family(
    [
      [1, 2048],
      [1, 1024],
    ],
    dense,
  ),
  family(
    [
      [7, 40],
      [1, 64],
      [1, 64],
      [1, 7],
    ],
    conv,
  ),
  family(
    [
      [7, 40],
      [1, 128],
      [1, 7],
    ],
    depthwise,
  ),
  family(
    [
      [2, 16],
      [1, 32],
      [1, 32],
      [1, 5],
      [1, 3],
    ],
    convTranspose,
  ),
  family(
    [
      [8, 64],
      [1, 64],
      [1, 8],
    ],
    (size, c, k) => pool('max', size, c, k),
  ),
  family(
    [
      [8, 64],
      [1, 64],
      [1, 8],
    ],
    (size, c, k) => pool('avg', size, c, k),
  ),
  family([[16, 100_000]], (n) => unary('tanh', [n])),
  family([[16, 50_000]], (n) => unary('gelu', [n])),
  family([[16, 50_000]], (n) => binary('add', [n])),
  family(
    [
      [1, 200],
      [1, 200],
    ],
    (a, b) => binary('mul', [a, b], [b]),
  ),
  family(
    [
      [1, 96],
      [1, 96],
      [1, 96],
    ],
    matmul,
  ),
  family(
    [
      [1, 100],
      [2, 1000],
    ],
    softmax,
  ),
  family(
    [
      [1, 100],
      [2, 1000],
    ],
    normalize,
  ),
  family(
    [
      [2, 40],
      [1, 64],
    ],
    (size, c) => reduce('mean', size, c),
  ),
  family(
    [
      [1, 300],
      [1, 300],
    ],
    transpose,
  ),
  family(
    [
      [2, 40],
      [1, 32],
    ],
    (size, c) => resize('bilinear', size, c),
  ),
  family(
    [
      [2, 60],
      [1, 32],
    ],
    pad,
  ),
  family(
    [
      [1, 200],
      [1, 200],
    ],
    concat,
  ),
  family(
    [
      [1, 100],
      [1, 100],
    ],
    tile,
  ),
  family(
    [
      [1, 500],
      [1, 1000],
      [1, 128],
    ],
    gather,
  ),
  family(
    [
      [1, 200],
      [1, 200],
    ],
    affine,
  ),
  family(
    [
      [1, 24],
      [1, 48],
      [1, 64],
    ],
    (steps, i, h) => recurrent('lstm', steps, i, h),
  ),
  family(
    [
      [1, 24],
      [1, 48],
      [1, 64],
    ],
    (steps, i, h) => recurrent('gru', steps, i, h),
  ),
];
