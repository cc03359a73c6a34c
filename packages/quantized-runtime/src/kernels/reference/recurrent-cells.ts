import type { NodeOf } from '../../graph/graph.ts';
import { functionNamed } from '../../numerics/functions.ts';
import { powerOfTwo } from '../../numerics/power-of-two.ts';
import { requantize } from '../../numerics/requantize.ts';
import type { Layout } from '../kernel.ts';
import { interpolate } from './unary.ts';
import { dataOf } from './views.ts';

type Recurrent = NodeOf<'recurrent'>;
type Params = Recurrent['params'];

/** The arithmetic of one recurrent node: what differs between integers and binary32. */
export interface CellArithmetic {
  /** Gate `j` before its function, from the sums over x (`a`) and over h (`b`). */
  pre(a: number, b: number, j: number): number;
  /** The gate of a candidate whose state sum is scaled by the reset gate r (gru with resetAfter). */
  preReset(a: number, b: number, r: number, j: number): number;
  /** r * h (gru without resetAfter). */
  resetState(r: number, h: number): number;
  activation(x: number): number;
  recurrentActivation(x: number): number;
  cellActivation(c: number): number;
  /** f * c + i * g. */
  nextCell(f: number, c: number, i: number, g: number): number;
  /** o * t. */
  hiddenOf(o: number, t: number): number;
  /** z * h + (1 - z) * g. */
  blend(z: number, h: number, g: number): number;
  /** Product in a sum. */
  multiply(x: number, w: number): number;
  add(a: number, b: number): number;
}

const c16 = (value: number): number => Math.max(-32767, Math.min(32767, value));

/** int16 gates and states; every formula is one sum below 2^53 and one rounding. */
export function createIntegerArithmetic(node: Recurrent, layout: Layout): CellArithmetic {
  const read = (role: keyof Params): ArrayLike<number> => {
    const name = node.params[role];
    return name === undefined ? [] : dataOf(layout, name);
  };
  const [multInput, multState, shiftGate] = [read('multInput'), read('multState'), read('shiftGate')];
  const [multReset, shiftReset] = [read('multReset'), read('shiftReset')];
  const [multCell, multHidden] = [read('multCell'), read('multHidden')];
  const [shiftCell, shiftHidden] = [read('shiftCell')[0]!, read('shiftHidden')[0]!];
  const [activationTable, recurrentTable, cellTable] = [
    read('activationTable'),
    read('recurrentTable'),
    read('cellTable'),
  ];
  const candidate = 2 * node.units;
  const twoTerms = (a: number, ma: number, b: number, mb: number, shift: number): number =>
    c16(Math.floor((a * ma + b * mb + powerOfTwo(shift - 1)) / powerOfTwo(shift)));
  const pre = (a: number, b: number, j: number): number =>
    twoTerms(a, multInput[j]!, b, multState[j]!, shiftGate[j]!);
  return {
    pre,
    preReset(a, b, r, j) {
      const q = c16(requantize(b, multReset[j - candidate]!, shiftReset[j - candidate]!));
      return pre(a, r * q, j);
    },
    resetState: (r, h) => c16(Math.floor((r * h + 2 ** 14) / 2 ** 15)),
    activation: (x) => interpolate(activationTable, x),
    recurrentActivation: (x) => interpolate(recurrentTable, x),
    cellActivation: (c) => interpolate(cellTable, c),
    nextCell: (f, c, i, g) => twoTerms(f * c, multCell[0]!, i * g, multCell[1]!, shiftCell),
    hiddenOf: (o, t) => c16(requantize(o * t, multHidden[0]!, shiftHidden)),
    blend: (z, h, g) => twoTerms(z * h, multHidden[0]!, (32768 - z) * g, multHidden[1]!, shiftHidden),
    multiply: (x, w) => x * w,
    add: (a, b) => a + b,
  };
}

/** Keras's formulas, each operation rounded to binary32. */
export function createFloatArithmetic(node: Recurrent): CellArithmetic {
  const { fround } = Math;
  const functionOf = (fn: Recurrent['activation']): ((x: number) => number) => {
    const apply = functionNamed(fn);
    return (x) => fround(apply(x));
  };
  const activation = functionOf(node.activation);
  return {
    pre: (a, b) => fround(a + b),
    preReset: (a, b, r) => fround(a + fround(r * b)),
    resetState: (r, h) => fround(r * h),
    activation,
    recurrentActivation: functionOf(node.recurrentActivation),
    cellActivation: activation,
    nextCell: (f, c, i, g) => fround(fround(f * c) + fround(i * g)),
    hiddenOf: (o, t) => fround(o * t),
    blend: (z, h, g) => fround(fround(z * h) + fround(fround(1 - z) * g)),
    multiply: (x, w) => fround(x * w),
    add: (a, b) => fround(a + b),
  };
}
