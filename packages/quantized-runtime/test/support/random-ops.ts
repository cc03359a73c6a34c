import { elementCount } from '../../src/graph/element-types.ts';
import type { UnaryFn } from '../../src/index.ts';
import { FUNCTIONS } from '../../src/numerics/functions.ts';
import { plainValue } from '../../src/workshop/build/plain.ts';
import type { GraphMaker, MakeOp } from './graph-maker.ts';
import { MASKS_AND_INDICES } from './random-masks.ts';
import { MOVES } from './random-moves.ts';
import { recurrent } from './random-recurrent.ts';
import { normalize, reduce, softmax } from './random-rows.ts';
import { conv, convTranspose, depthwise, pool } from './random-windows.ts';

const layer = 'random';
const MOST_ELEMENTS = 3000;

const dense: MakeOp = (m, x) => {
  const shape = m.shape(x);
  if (shape.length < 1) return null;
  const depth = shape.at(-1)!;
  const channels = m.random.pick([1, 3, 5, 8, 17]);
  const y = m.value([...shape.slice(0, -1), channels]);
  const params = {
    kernel: m.kernel([depth, channels], depth),
    ...(m.random.integer(0, 1) === 1 ? { bias: m.bias(channels) } : {}),
    ...m.requant(depth * 30 * m.reach, channels),
  };
  return m.add({ op: 'dense', inputs: [x], outputs: [y], layer, ...m.clamp(y), params });
};

const affine: MakeOp = (m, x) => {
  const shape = m.shape(x);
  const channels = shape.at(-1) ?? 1;
  const broadcast = (): number[] => shape.map((size) => m.random.pick([1, size]));
  const parameter = () =>
    shape.length === 0 ? [] : m.random.pick([[channels], [channels], [1], broadcast()]);
  const y = m.value(shape);
  const params = {
    kernel: m.tensor('kernel', m.float ? 'f32' : 'i16', parameter()),
    bias: m.tensor('bias', m.float ? 'f32' : 'i32', parameter(), -(2 ** 29), 2 ** 29),
    ...m.requant(m.reach * 32767, channels),
  };
  return m.add({ op: 'affine', inputs: [x], outputs: [y], layer, ...m.clamp(y), params });
};

const requantize: MakeOp = (m, x) => {
  if (m.float) return null;
  const shape = m.shape(x);
  const { reach } = m;
  m.turn();
  const y = m.value(shape);
  const params = m.requant(reach, shape.at(-1) ?? 1);
  return m.add({ op: 'requantize', inputs: [x], outputs: [y], layer, ...m.clamp(y), params });
};

const FUNCTION_NAMES = Object.keys(FUNCTIONS) as UnaryFn[];

const unary: MakeOp = (m, x) => {
  const y = m.value(m.shape(x));
  const fn = m.random.pick(FUNCTION_NAMES);
  const params = m.float
    ? {}
    : { table: m.tensor('table', m.type === 'i16' ? 'i16' : 'i8', [m.type === 'i16' ? 1025 : 256]) };
  return m.add({ op: 'unary', inputs: [x], outputs: [y], layer, fn, alpha: 0.3, beta: 0.7, params });
};

const binary: MakeOp = (m, x) => {
  const shape = m.shape(x);
  const fn = m.random.pick([
    'add',
    'sub',
    'mul',
    'max',
    'min',
    ...(m.float ? (['div'] as const) : []),
  ] as const);
  const moves = fn === 'max' || fn === 'min';
  // The other side: the value itself, or a constant that broadcasts.
  let other = x;
  if (m.random.integer(0, 1) === 0) {
    const constantShape = shape.map((size) => m.random.pick([1, size]));
    other = moves ? m.alike(x, constantShape) : m.value(constantShape);
    const params = { value: m.tensor('constant', m.type, constantShape) };
    m.add({ op: 'constant', inputs: [], outputs: [other], layer, params });
  }
  const y = moves ? m.alike(x, shape) : m.value(shape);
  let params = {};
  if (!m.float && fn === 'mul') params = m.requant(m.reach * m.reach, 1);
  else if (!m.float && !moves) {
    params = {
      mult: m.tensor('mult', 'i32', [2], 2 ** 20, 2 ** 21 - 1),
      shift: m.tensor('shift', 'u8', [1], 20, 23),
    };
  }
  const inputs = m.random.pick([
    [x, other],
    [other, x],
  ]);
  return m.add({ op: 'binary', inputs, outputs: [y], layer, fn, ...m.clamp(y), params });
};

/** x by its own transpose, or by a constant whose leading axes broadcast. */
const matmul: MakeOp = (m, x) => {
  const shape = m.shape(x);
  if (shape.length < 2) return null;
  const [rows, depth] = [shape.at(-2)!, shape.at(-1)!];
  const own = m.random.integer(0, 1) === 0;
  const transposeB = own || m.random.integer(0, 1) === 0;
  const columns = own ? rows : m.random.pick([1, 3, 8, 17]);
  let other = x;
  if (!own) {
    const lead = shape.slice(0, -2).map((size) => m.random.pick([1, size]));
    const matrix = transposeB ? [columns, depth] : [depth, columns];
    other = m.value([...lead, ...matrix]);
    const value = m.tensor('constant', m.type, m.shape(other));
    m.add({ op: 'constant', inputs: [], outputs: [other], layer, params: { value } });
  }
  const y = m.value([...shape.slice(0, -1), columns]);
  const params = m.requant(depth * m.reach * m.reach * 0.1, 1, 24);
  const inputs = [x, other];
  return m.add({ op: 'matmul', inputs, outputs: [y], layer, transposeB, ...m.clamp(y), params });
};

/** Rows of a table by indices that a constant holds: of the value's own type, or int8 with multipliers. */
const gather: MakeOp = (m) => {
  const rows = m.random.pick([1, 5, 40]);
  const shape = m.random.pick([[3], [7], [2, 3]]);
  const width = m.random.pick([1, 5, 8, 19]);
  const indices = m.addValue(plainValue(shape, 'i32'));
  const value = m.tensor('indices', 'i32', shape, 0, rows - 1);
  m.add({ op: 'constant', inputs: [], outputs: [indices], layer, params: { value } });
  const scaled = !m.float && m.random.integer(0, 1) === 0;
  const table = m.tensor('table', scaled ? 'i8' : m.type, [rows, width]);
  const params = { table, ...(scaled ? m.requant(127, rows) : {}) };
  const y = m.value([...shape, width]);
  return m.add({ op: 'gather', inputs: [indices], outputs: [y], layer, params });
};

const select: MakeOp = (m, x) => {
  const shape = m.shape(x);
  const mask = m.mask(shape);
  const fn = m.random.pick(['ne', 'eq', 'gt', 'ge', 'lt', 'le'] as const);
  m.add({
    op: 'compare',
    inputs: [x],
    outputs: [mask],
    layer,
    fn,
    constant: m.values[x]!.zero,
    reduceLast: 'none',
  });
  const flipped = m.alike(x, shape);
  m.add({ op: 'binary', inputs: [x, x], outputs: [flipped], layer, fn: 'max', min: -7, max: 7, params: {} });
  return m.add({ op: 'select', inputs: [mask, x, flipped], outputs: [m.alike(x, shape)], layer });
};

const OPS: readonly MakeOp[] = [
  ...[
    dense,
    conv,
    conv,
    depthwise,
    convTranspose,
    pool,
    affine,
    requantize,
    unary,
    binary,
    binary,
    softmax,
    normalize,
  ],
  ...[softmax, reduce, matmul, gather, select, recurrent],
  ...MOVES,
  ...MASKS_AND_INDICES,
];

/** Any activation so far: values with many readers, and others that live long. */
function pickActivation(m: GraphMaker, x: number): number {
  const all = m.values.flatMap(({ type, shape }, value) =>
    (type === 'i8' || type === 'i16' || type === 'f32') && shape.length > 0 && !m.hidden.has(value)
      ? value
      : [],
  );
  return m.random.pick([x, ...all]);
}

/** Up to `count` random operators, mostly one after another, none of whose values grows too large. */
export function addRandomOps(m: GraphMaker, start: number, count: number): number {
  let x = start;
  for (let made = 0; made < count; made++) {
    const before = [m.values.length, m.nodes.length, new Set(m.tensors.keys())] as const;
    const from = m.random.integer(0, 3) === 0 ? pickActivation(m, x) : x;
    m.follow(from);
    const y = m.random.pick(OPS)(m, from);
    const grown =
      y !== null && m.values.slice(before[0]).some(({ shape }) => elementCount(shape) > MOST_ELEMENTS);
    if (y !== null && !grown && m.shape(y).length <= 5) {
      x = y;
      continue;
    }
    m.values.length = before[0];
    m.nodes.length = before[1];
    for (const name of m.tensors.keys()) if (!before[2].has(name)) m.tensors.delete(name);
  }
  return x;
}
