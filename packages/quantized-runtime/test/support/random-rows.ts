import { elementCount } from '../../src/graph/element-types.ts';
import type { GraphMaker, MakeOp } from './graph-maker.ts';

const layer = 'random';

/** A mask over the last axis of x: of each number, or of rows as a whole (and then some rows keep nothing). */
function drawMask(m: GraphMaker, x: number): number {
  const shape = m.shape(x);
  const compare = { op: 'compare', inputs: [x], layer, fn: 'gt', constant: m.values[x]!.zero } as const;
  if (m.random.integer(0, 1) === 0) {
    return m.add({ ...compare, outputs: [m.mask(shape)], reduceLast: 'none' });
  }
  const lead = shape.slice(0, -1);
  const rows = m.add({ ...compare, outputs: [m.mask(lead)], reduceLast: m.random.pick(['any', 'all']) });
  return m.add({ op: 'reshape', inputs: [rows], outputs: [m.mask([...lead, 1])], layer });
}

export const softmax: MakeOp = (m, x) => {
  const shape = m.shape(x);
  if (shape.length < 1) return null;
  const inputs = m.random.integer(0, 1) === 0 ? [x] : [x, drawMask(m, x)];
  const output = { f32: {}, i16: { scale: 1 / 32767, zero: 0 }, i8: { scale: 1 / 255, zero: -128 } }[m.type];
  const y = m.value(shape, output);
  if (m.float) {
    return m.add({
      op: 'softmax',
      inputs,
      outputs: [y],
      layer,
      log: m.random.integer(0, 1) === 1,
      params: {},
    });
  }
  const scale = m.type === 'i16' ? 2 ** -m.random.integer(6, 14) : 2 ** -m.random.integer(2, 6);
  const table = `${m.tensors.size}/table`;
  const entry = (i: number): number =>
    i < 256
      ? Math.round(2 ** 30 * Math.exp(-256 * i * scale))
      : Math.round(2 ** 15 * Math.exp(-(i - 256) * scale));
  m.tensors.set(table, { shape: [512], data: Int32Array.from({ length: 512 }, (_, i) => entry(i)) });
  return m.add({ op: 'softmax', inputs, outputs: [y], layer, log: false, params: { table } });
};

export const normalize: MakeOp = (m, x) => {
  const shape = m.shape(x);
  if (shape.length < 1) return null;
  const n = shape.at(-1)!;
  const fn = m.random.pick(['layer', 'rms', 'unit'] as const);
  const y = m.value(shape);
  const integer = m.float
    ? {}
    : {
        ...m.requant(2 ** 31, 1, 24),
        ...(fn === 'unit' ? {} : { epsilon: m.tensor('epsilon', 'i32', [2], 0, 31) }),
      };
  const params = {
    gamma: m.tensor('gamma', m.float ? 'f32' : 'i16', [n]),
    beta: m.tensor('beta', m.float ? 'f32' : 'i32', [n], -(2 ** 29), 2 ** 29),
    ...integer,
  };
  const single = 'mult' in params ? { ...params } : params;
  return m.add({
    op: 'normalize',
    inputs: [x],
    outputs: [y],
    layer,
    fn,
    epsilon: 1e-3,
    ...m.clamp(y),
    params: single,
  });
};

export const reduce: MakeOp = (m, x) => {
  const shape = m.shape(x);
  if (shape.length < 1) return null;
  const axes = shape.map((_, axis) => axis).filter(() => m.random.integer(0, 1) === 0);
  if (axes.length === 0) axes.push(shape.length - 1);
  const out = shape.filter((_, axis) => !axes.includes(axis));
  const fn = m.random.pick(['sum', 'mean', 'max', 'min'] as const);
  if (fn === 'max' || fn === 'min') {
    return m.add({ op: 'reduce', inputs: [x], outputs: [m.alike(x, out)], layer, fn, axes, params: {} });
  }
  const count = elementCount(axes.map((axis) => shape[axis]!));
  return m.add({
    op: 'reduce',
    inputs: [x],
    outputs: [m.value(out)],
    layer,
    fn,
    axes,
    params: m.requant(count * m.reach, 1),
  });
};
