import type { ElementType } from '../../src/index.ts';
import type { GraphMaker, MakeOp } from './graph-maker.ts';
import { PLAIN_MOVES } from './random-moves.ts';

const layer = 'random';
const SMALL = 400;

/** Bounds of a node whose output is a mask or indices: none, one, or both; integers of the type, its ends among them. */
function drawBounds(m: GraphMaker, type: ElementType) {
  const ends = type === 'u8' ? [0, 1, 2, 127, 128, 254, 255] : [-(2 ** 31), -5, -1, 0, 1, 3, 2 ** 31 - 1];
  const [a, b] = [m.random.pick(ends), m.random.pick(ends)];
  return {
    min: m.random.pick([null, Math.min(a, b)]),
    max: m.random.pick([null, Math.max(a, b)]),
  };
}

const extreme: MakeOp = (m, x) => {
  const bounds = drawBounds(m, m.values[x]!.type);
  const shape = m.shape(x);
  // The other side: itself, or its first element along some axes, which then broadcasts.
  const size = shape.map((length) => m.random.pick([1, length]));
  const other = m.add({
    op: 'slice',
    inputs: [x],
    outputs: [m.alike(x, size)],
    layer,
    begin: shape.map(() => 0),
    size,
    strides: shape.map(() => 1),
  });
  const inputs = m.random.pick([
    [x, other],
    [other, x],
    [x, x],
  ]);
  const fn = m.random.pick(['max', 'min'] as const);
  const node = {
    op: 'binary',
    inputs,
    outputs: [m.alike(x, shape)],
    layer,
    fn,
    ...bounds,
    params: {},
  } as const;
  return m.add(node);
};

const poolMax: MakeOp = (m, x) => {
  const shape = m.shape(x);
  if (shape.length < 2 || shape.length > 4) return null;
  const size = shape.slice(0, -1).map((length) => m.random.pick([1, Math.min(2, length), length]));
  const out = shape.slice(0, -1).map((length, axis) => length - size[axis]! + 1);
  return m.add({
    op: 'pool',
    inputs: [x],
    outputs: [m.alike(x, [...out, shape.at(-1)!])],
    layer,
    fn: 'max',
    size,
    strides: size.map(() => 1),
    padding: size.map(() => [0, 0]),
    params: {},
  });
};

const reduceExtreme: MakeOp = (m, x) => {
  const shape = m.shape(x);
  if (shape.length < 2) return null;
  const axis = m.random.integer(0, shape.length - 1);
  const fn = m.random.pick(['max', 'min'] as const);
  const out = m.alike(
    x,
    shape.filter((_, index) => index !== axis),
  );
  return m.add({ op: 'reduce', inputs: [x], outputs: [out], layer, fn, axes: [axis], params: {} });
};

const compared = (m: GraphMaker, x: number, constant: number): number =>
  m.add({
    op: 'compare',
    inputs: [x],
    outputs: [m.mask(m.shape(x))],
    layer,
    fn: m.random.pick(['ne', 'eq', 'gt', 'ge', 'lt', 'le'] as const),
    constant,
    reduceLast: 'none',
  });

const choose: MakeOp = (m, x) => {
  const mask = compared(m, x, m.random.integer(0, 2));
  return m.add({ op: 'select', inputs: [mask, x, x], outputs: [m.alike(x, m.shape(x))], layer });
};

/** Every operator that takes masks and indices as it takes activations. */
const ANY_TYPE: readonly MakeOp[] = [...PLAIN_MOVES, extreme, extreme, poolMax, reduceExtreme, choose];

function through(m: GraphMaker, start: number): number {
  let x = start;
  for (let step = m.random.integer(1, 4); step > 0; step--) {
    const room = m.shape(x).reduce((product, size) => product * size, 1) <= SMALL;
    if (!room || m.shape(x).length > 4) break;
    x = m.random.pick(ANY_TYPE)(m, x) ?? x;
  }
  return x;
}

/** A mask of x, moved about and bounded, that chooses between two constants, or compared once more. */
const masks: MakeOp = (m, x) => {
  if (m.shape(x).length < 1) return null;
  const mask = through(m, compared(m, x, m.values[x]!.zero));
  const branch = (): number => m.value([1], m.float ? {} : { scale: 1, zero: 0 });
  const [a, b] = [branch(), branch()].map((output) => {
    const params = { value: m.tensor('branch', m.type, [1]) };
    return m.add({ op: 'constant', inputs: [], outputs: [output], layer, params });
  });
  const y = m.alike(a!, m.shape(mask));
  const chosen = m.random.integer(0, 1) === 0 ? mask : compared(m, mask, m.random.pick([0, 1, 128, 255]));
  return m.add({ op: 'select', inputs: [chosen, a!, b!], outputs: [y], layer });
};

/** Indices from a constant, moved about, cut down to the table's rows by a clamp, and looked up. */
const indices: MakeOp = (m) => {
  const start = m.value(m.random.pick([[5], [3, 4], [2, 3, 2]]), { type: 'i32', scale: 1, zero: 0 });
  const value = m.tensor('indices', 'i32', m.shape(start), -(2 ** 31), 2 ** 31 - 1);
  m.add({ op: 'constant', inputs: [], outputs: [start], layer, params: { value } });
  const moved = through(m, start);
  const rows = m.random.pick([1, 4, 9]);
  const within = m.alike(moved, m.shape(moved));
  const fn = m.random.pick(['max', 'min'] as const);
  const bounds = { min: 0, max: rows - 1 };
  m.add({ op: 'binary', inputs: [moved, moved], outputs: [within], layer, fn, ...bounds, params: {} });
  const width = m.random.pick([1, 3, 8]);
  const y = m.value([...m.shape(moved), width]);
  const params = { table: m.tensor('table', m.type, [rows, width]) };
  return m.add({ op: 'gather', inputs: [within], outputs: [y], layer, params });
};

/** Masks and indices through every operator that admits them. */
export const MASKS_AND_INDICES: readonly MakeOp[] = [masks, masks, indices];
