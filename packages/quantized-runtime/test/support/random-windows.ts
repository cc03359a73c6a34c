import { elementCount } from '../../src/graph/element-types.ts';
import type { Padding } from '../../src/index.ts';
import type { GraphMaker, MakeOp } from './graph-maker.ts';

const layer = 'random';

/** Random strides, dilations and padding for a window of `k` cells on each axis; null where it does not fit. */
function drawGeometry(m: GraphMaker, sizes: readonly number[], k: readonly number[]) {
  const strides = sizes.map(() => m.random.pick([1, 1, 2, 3]));
  const dilations = sizes.map(() => m.random.pick([1, 1, 2]));
  const padding: Padding = k.map((size) => [m.random.integer(0, size - 1), m.random.integer(0, size - 1)]);
  const out = sizes.map((size, axis) => {
    const span = (k[axis]! - 1) * dilations[axis]! + 1;
    return Math.floor((size + padding[axis]![0] + padding[axis]![1] - span) / strides[axis]!) + 1;
  });
  return out.every((size) => size >= 1) ? { strides, dilations, padding, out } : null;
}

const spatialOf = (m: GraphMaker, x: number): readonly number[] | null => {
  const shape = m.shape(x);
  return shape.length >= 2 && shape.length <= 4 ? shape.slice(0, -1) : null;
};

export const conv: MakeOp = (m, x) => {
  const sizes = spatialOf(m, x);
  if (sizes === null) return null;
  const channels = m.shape(x).at(-1)!;
  const k = sizes.map(() => m.random.pick([1, 1, 2, 3]));
  const geometry = drawGeometry(m, sizes, k);
  if (geometry === null) return null;
  const { out, ...rest } = geometry;
  const groups = channels % 2 === 0 && m.random.integer(0, 2) === 0 ? 2 : 1;
  const outputs = m.random.pick([1, 3, 5, 8, 9]) * groups;
  const depth = (elementCount(k) * channels) / groups;
  const y = m.value([...out, outputs]);
  const params = {
    kernel: m.kernel([...k, channels / groups, outputs], depth),
    bias: m.bias(outputs),
    ...m.requant(depth * 30 * m.reach, outputs),
  };
  return m.add({ op: 'conv', inputs: [x], outputs: [y], layer, ...rest, groups, ...m.clamp(y), params });
};

export const depthwise: MakeOp = (m, x) => {
  const sizes = spatialOf(m, x);
  if (sizes === null) return null;
  const channels = m.shape(x).at(-1)!;
  const k = sizes.map(() => m.random.pick([1, 2, 3]));
  const geometry = drawGeometry(m, sizes, k);
  if (geometry === null) return null;
  const { out, ...rest } = geometry;
  const multiplier = m.random.pick([1, 1, 2]);
  const y = m.value([...out, channels * multiplier]);
  const depth = elementCount(k);
  const params = {
    kernel: m.kernel([...k, channels, multiplier], depth),
    bias: m.bias(channels * multiplier),
    ...m.requant(depth * 60 * m.reach, channels * multiplier),
  };
  return m.add({ op: 'depthwise', inputs: [x], outputs: [y], layer, ...rest, ...m.clamp(y), params });
};

export const convTranspose: MakeOp = (m, x) => {
  const sizes = spatialOf(m, x);
  if (sizes === null) return null;
  const channels = m.shape(x).at(-1)!;
  const k = sizes.map(() => m.random.pick([1, 2, 3]));
  const strides = sizes.map(() => m.random.pick([1, 2]));
  const dilations = sizes.map(() => m.random.pick([1, 1, 2]));
  const full = sizes.map((size, axis) => (size - 1) * strides[axis]! + (k[axis]! - 1) * dilations[axis]! + 1);
  const padding: Padding = full.map((size) => [size > 2 ? m.random.integer(-1, 1) : 0, 0]);
  const outputs = m.random.pick([1, 3, 4]);
  const y = m.value([...full.map((size, axis) => size - padding[axis]![0]), outputs]);
  const depth = elementCount(k) * channels;
  const params = {
    kernel: m.kernel([...k, channels, outputs], depth),
    bias: m.bias(outputs),
    ...m.requant(depth * 30 * m.reach, outputs),
  };
  const geometry = { strides, dilations, padding };
  return m.add({
    op: 'convTranspose',
    inputs: [x],
    outputs: [y],
    layer,
    ...geometry,
    ...m.clamp(y),
    params,
  });
};

export const pool: MakeOp = (m, x) => {
  const sizes = spatialOf(m, x);
  if (sizes === null) return null;
  const size = sizes.map((length) => m.random.pick([1, 2, 3, length]));
  const padding: Padding = size.map((length) => {
    const side = (): number => m.random.integer(0, Math.min(2, length - 1));
    return [side(), side()];
  });
  const strides = sizes.map(() => m.random.pick([1, 2, 3]));
  const out = sizes.map(
    (length, axis) =>
      Math.floor((length + padding[axis]![0] + padding[axis]![1] - size[axis]!) / strides[axis]!) + 1,
  );
  if (out.some((length) => length < 1)) return null;
  const shape = [...out, m.shape(x).at(-1)!];
  const common = { op: 'pool', inputs: [x], layer, size, strides, padding } as const;
  if (m.random.integer(0, 1) === 0)
    return m.add({ ...common, fn: 'max', outputs: [m.alike(x, shape)], params: {} });
  const cells = elementCount(size);
  const count = padding.some(([before, after]) => before + after > 0) ? cells : 1;
  const params = m.float
    ? {}
    : {
        mult: m.tensor('mult', 'i32', [count], 2 ** 20, 2 ** 21 - 1),
        shift: m.tensor('shift', 'u8', [count], 20, 21 + Math.ceil(Math.log2(cells))),
      };
  return m.add({ ...common, fn: 'avg', outputs: [m.value(shape)], params });
};
