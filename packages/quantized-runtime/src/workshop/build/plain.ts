import type { ElementType, InputPort, Shape, Value } from '../../graph/graph.ts';

/** A value whose elements stand for themselves: scale 1, zero point 0. */
export function plainValue(shape: Shape, type: ElementType = 'f32'): Value {
  return { shape, type, scale: 1, zero: 0 };
}

/** A port where real numbers enter `value` as they are. */
export function realPort(name: string, value: number): InputPort {
  return { name, value, kind: 'real', scale: [1], offset: [0], limit: 0 };
}

/** A port where a text enters `value`. */
export function textPort(name: string, value: number): InputPort {
  return { name, value, kind: 'text', scale: [1], offset: [0], limit: 0 };
}

/** A port where whole numbers in [0, limit) enter `value`. */
export function indexPort(name: string, value: number, limit: number): InputPort {
  return { name, value, kind: 'index', scale: [1], offset: [0], limit };
}
