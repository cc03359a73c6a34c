import type { CompareNode, ElementType } from '../../graph/graph.ts';
import { nextAbove } from '../../numerics/binary32.ts';
import type { Prepare } from '../kernel.ts';
import type { WasmMachine } from './machine.ts';
import { TYPE_CODES } from './window.ts';

/** The numbers from `low` to `high`, or (`outside`) all others, NaN among them. */
interface Interval {
  readonly low: number;
  readonly high: number;
  readonly outside: boolean;
}

/** Every number that the bits of a type can be: kernels do not ask what an activation may be. */
const ENDS = { i16: [-32768, 32767], i8: [-128, 127], u8: [0, 255], i32: [-(2 ** 31), 2 ** 31 - 1] } as const;

/** Where a comparison of integers with `c`, one of them, holds. */
function integerInterval(fn: CompareNode['fn'], c: number, type: keyof typeof ENDS): Interval {
  const [least, most] = ENDS[type];
  switch (fn) {
    case 'eq':
    case 'ne':
      return { low: c, high: c, outside: fn === 'ne' };
    case 'le':
    case 'gt':
      return { low: least, high: c, outside: fn === 'gt' };
    case 'ge':
    case 'lt':
      return { low: c, high: most, outside: fn === 'lt' };
  }
}

/** In binary32 a NaN is on no side of a number, so that no side is what the other leaves. */
function floatInterval(fn: CompareNode['fn'], constant: number): Interval {
  const c = Math.fround(constant);
  const [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  switch (fn) {
    case 'eq':
    case 'ne':
      return { low: c, high: c, outside: fn === 'ne' };
    case 'le':
      return { low: least, high: c, outside: false };
    case 'ge':
      return { low: c, high: most, outside: false };
    case 'lt':
      return { low: least, high: -nextAbove(-c), outside: false };
    case 'gt':
      return { low: nextAbove(c), high: most, outside: false };
  }
}

const VECTORS = {
  i16: (buffer: ArrayBuffer, at: number) => new Int16Array(buffer, at, 16),
  i8: (buffer: ArrayBuffer, at: number) => new Int8Array(buffer, at, 32),
  u8: (buffer: ArrayBuffer, at: number) => new Uint8Array(buffer, at, 32),
  i32: (buffer: ArrayBuffer, at: number) => new Int32Array(buffer, at, 8),
  f32: (buffer: ArrayBuffer, at: number) => new Float32Array(buffer, at, 8),
} as const satisfies Record<ElementType, unknown>;

const REDUCTIONS = { none: 0, any: 1, all: 2 } as const;

/** A mask: each element against a constant, or any or all of each row. */
export const prepareCompare: Prepare<WasmMachine, CompareNode> = (node, layout) => {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const { type, shape } = x.value;
  const length = node.reduceLast === 'none' ? 1 : shape.at(-1)!;
  const { low, high, outside } =
    type === 'f32' ? floatInterval(node.fn, node.constant) : integerInterval(node.fn, node.constant, type);
  const [code, reduces] = [TYPE_CODES[type], REDUCTIONS[node.reduceLast]];
  const bounds = layout.reserve(32);
  return ({ buffer, kernels: { compare } }) => {
    const vectors = VECTORS[type](buffer, bounds);
    vectors.fill(low, 0, vectors.length / 2).fill(high, vectors.length / 2);
    return (batch) =>
      compare(x.offset, y.offset, batch * y.elements, length, code, bounds, outside ? 1 : 0, reduces);
  };
};
