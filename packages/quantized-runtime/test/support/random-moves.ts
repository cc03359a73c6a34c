import { elementCount } from '../../src/graph/element-types.ts';
import type { Padding } from '../../src/index.ts';
import type { MakeOp } from './graph-maker.ts';

const layer = 'random';

const reshape: MakeOp = (m, x) => {
  const count = elementCount(m.shape(x));
  const divisor = m.random.pick([1, 2, 3, 4].filter((d) => count % d === 0));
  return m.add({ op: 'reshape', inputs: [x], outputs: [m.alike(x, [divisor, count / divisor])], layer });
};

const transpose: MakeOp = (m, x) => {
  const shape = m.shape(x);
  const perm = shape.map((_, axis) => axis).sort(() => m.random.unit() - 0.5);
  const y = m.alike(
    x,
    perm.map((axis) => shape[axis]!),
  );
  return m.add({ op: 'transpose', inputs: [x], outputs: [y], layer, perm });
};

const pad: MakeOp = (m, x) => {
  const padding: Padding = m.shape(x).map(() => [m.random.integer(0, 2), m.random.integer(0, 2)]);
  const y = m.alike(
    x,
    m.shape(x).map((size, axis) => size + padding[axis]![0] + padding[axis]![1]),
  );
  const fill = m.values[x]!.type === 'u8' ? m.random.integer(0, 1) : m.random.integer(-5, 5);
  return m.add({ op: 'pad', inputs: [x], outputs: [y], layer, padding, fill });
};

const slice: MakeOp = (m, x) => {
  const cuts = m.shape(x).map((length) => {
    const begin = m.random.integer(0, length - 1);
    const stride = m.random.pick([1, 1, 2, -1]);
    const room = stride > 0 ? length - 1 - begin : begin;
    return { begin, stride, size: m.random.integer(1, Math.floor(room / Math.abs(stride)) + 1) };
  });
  const [begin, size, strides] = [
    cuts.map((c) => c.begin),
    cuts.map((c) => c.size),
    cuts.map((c) => c.stride),
  ];
  return m.add({ op: 'slice', inputs: [x], outputs: [m.alike(x, size)], layer, begin, size, strides });
};

const concat: MakeOp = (m, x) => {
  const shape = m.shape(x);
  if (shape.length < 1) return null;
  const axis = m.random.integer(0, shape.length - 1);
  const y = m.alike(
    x,
    shape.map((size, i) => (i === axis ? 2 * size : size)),
  );
  return m.add({ op: 'concat', inputs: [x, x], outputs: [y], layer, axis });
};

const tile: MakeOp = (m, x) => {
  const repeats = m.shape(x).map(() => m.random.pick([1, 1, 2, 3]));
  const y = m.alike(
    x,
    m.shape(x).map((size, axis) => size * repeats[axis]!),
  );
  return m.add({ op: 'tile', inputs: [x], outputs: [y], layer, repeats });
};

/** Nearest on one to three spatial axes, bilinear on two. */
const resize: MakeOp = (m, x) => {
  const shape = m.shape(x);
  if (shape.length < 2 || shape.length > 4) return null;
  const most = shape.length === 4 ? 5 : 9;
  const y = m.alike(x, [...shape.slice(0, -1).map(() => m.random.integer(1, most)), shape.at(-1)!]);
  const [alignCorners, halfPixel] = m.random.pick([
    [false, false],
    [false, true],
    [true, false],
  ] as const);
  const fn = shape.length === 3 ? m.random.pick(['nearest', 'bilinear', 'bilinear'] as const) : 'nearest';
  return m.add({ op: 'resize', inputs: [x], outputs: [y], layer, fn, alignCorners, halfPixel });
};

/** Operators that put elements of any type elsewhere. */
export const PLAIN_MOVES: readonly MakeOp[] = [reshape, transpose, pad, slice, concat, tile];

/** Operators that put elements elsewhere, and resize. */
export const MOVES: readonly MakeOp[] = [...PLAIN_MOVES, resize];
