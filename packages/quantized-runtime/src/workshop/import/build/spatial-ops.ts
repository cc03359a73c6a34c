import type { Padding, PoolNode, ResizeNode } from '../../../graph/graph.ts';
import type { GraphBuilder } from './graph-builder.ts';
import { transpose } from './moving-ops.ts';
import { type Window, windowCounts } from './shapes.ts';

/** Convolutions, pools and resampling of [...S, C]. Every function hands back the new value. */

const OPEN = { min: null, max: null } as const;

/** Names of the parameters of a linear node. */
export interface Kernel {
  readonly kernel: string;
  readonly bias?: string;
}

/** x [...S, C], kernel [...k, C / groups, N]. */
export function conv(
  g: GraphBuilder,
  x: number,
  params: Kernel,
  filters: number,
  window: Window,
  padding: Padding,
  groups: number,
): number {
  const spatial = windowCounts(g.shape(x).slice(0, -1), window, padding, g.layer);
  const outputs = [g.value([...spatial, filters])];
  const { strides, dilations } = window;
  const shared = { inputs: [x], outputs, layer: g.layer, ...OPEN };
  return g.add({ op: 'conv', ...shared, strides, dilations, padding, groups, params });
}

/** x [...S, C], kernel [...k, C, D]. */
export function depthwise(
  g: GraphBuilder,
  x: number,
  params: Kernel,
  multiplier: number,
  window: Window,
  padding: Padding,
): number {
  const spatial = windowCounts(g.shape(x).slice(0, -1), window, padding, g.layer);
  const outputs = [g.value([...spatial, g.shape(x).at(-1)! * multiplier])];
  const { strides, dilations } = window;
  const shared = { inputs: [x], outputs, layer: g.layer, ...OPEN };
  return g.add({ op: 'depthwise', ...shared, strides, dilations, padding, params });
}

/** x [...S, C], kernel [...k, C, N]; `padding` is cropped from the full output. */
export function convTranspose(
  g: GraphBuilder,
  x: number,
  params: Kernel,
  filters: number,
  window: Window,
  padding: Padding,
): number {
  const spatial = g.shape(x).slice(0, -1);
  const full = spatial.map((length, axis) => {
    const reach = (window.size[axis]! - 1) * window.dilations[axis]! + 1;
    return (length - 1) * window.strides[axis]! + reach - padding[axis]![0] - padding[axis]![1];
  });
  const outputs = [g.value([...full, filters])];
  const { strides, dilations } = window;
  const shared = { inputs: [x], outputs, layer: g.layer, ...OPEN };
  return g.add({ op: 'convTranspose', ...shared, strides, dilations, padding, params });
}

export function pool(
  g: GraphBuilder,
  x: number,
  fn: PoolNode['fn'],
  size: readonly number[],
  strides: readonly number[],
  padding: Padding,
): number {
  const shape = g.shape(x);
  const window = { size, strides, dilations: size.map(() => 1) };
  const spatial = windowCounts(shape.slice(0, -1), window, padding, g.layer);
  const outputs = [g.value([...spatial, shape.at(-1)!])];
  return g.add({ op: 'pool', inputs: [x], outputs, layer: g.layer, fn, size, strides, padding, params: {} });
}

export function resize(
  g: GraphBuilder,
  x: number,
  fn: ResizeNode['fn'],
  size: readonly number[],
  halfPixel: boolean,
): number {
  const shape = g.shape(x);
  if (size.every((length, axis) => length === shape[axis])) return x;
  const outputs = [g.value([...size, shape.at(-1)!])];
  return g.add({ op: 'resize', inputs: [x], outputs, layer: g.layer, fn, alignCorners: false, halfPixel });
}

/** Runs `body` on [...S, C] whatever the layer's data format is, and moves the channels back. */
export function channelsLast(
  g: GraphBuilder,
  x: number,
  format: string,
  body: (x: number) => number,
): number {
  if (format !== 'channels_first') return body(x);
  const rank = g.shape(x).length;
  const axes = [...Array(rank).keys()];
  const y = body(transpose(g, x, [...axes.slice(1), 0]));
  const outRank = g.shape(y).length;
  return transpose(g, y, [outRank - 1, ...[...Array(outRank).keys()].slice(0, -1)]);
}
