import { viewOf } from '../../graph/element-types.ts';
import type { Node, TensorData } from '../../graph/graph.ts';
import { clampFloat } from '../../numerics/clamp.ts';
import { requantizeBy, requantizeFactor } from '../../numerics/requantize.ts';
import type { Layout, Machine, Operand } from '../kernel.ts';

/** All examples of an operand: `capacity * elements` elements. */
export function viewOperand(
  { value, elements, offset }: Operand,
  machine: Machine,
  capacity: number,
): TensorData {
  return viewOf(value.type, machine.buffer, offset, elements * capacity);
}

/** A node's operands and parameters, looked up once. */
export function operandsOf(node: Node, layout: Layout) {
  const inputs = node.inputs.map((value) => layout.operand(value));
  const outputs = node.outputs.map((value) => layout.operand(value));
  return {
    inputs,
    outputs,
    input: inputs[0]!,
    output: outputs[0]!,
    view: (operand: Operand, machine: Machine) => viewOperand(operand, machine, layout.capacity),
  };
}

export function dataOf(layout: Layout, name: string): TensorData {
  return layout.tensor(name).data;
}

/** Multiplies an accumulator of a channel by `mult * 2^-shift` and rounds (rule N3). */
export type Requantize = (acc: number, channel: number) => number;

/** From tensors that hold one pair or one for each channel. */
export function createRequantize(
  layout: Layout,
  { mult, shift }: { readonly mult?: string | undefined; readonly shift?: string | undefined },
): Requantize {
  const mults = dataOf(layout, mult!);
  const shifts = dataOf(layout, shift!);
  const factors = Float64Array.from(mults, (m, index) => requantizeFactor(m, shifts[index]!));
  if (factors.length === 1) {
    const [factor] = factors;
    return (acc) => requantizeBy(acc, factor!);
  }
  return (acc, channel) => requantizeBy(acc, factors[channel]!);
}

/** Rule O2: adds the output's zero point and clamps to what the analysis says the output holds. */
export function createOut({ value, low, high }: Operand): (rounded: number) => number {
  const { zero } = value;
  return (rounded) => Math.min(high, Math.max(low, rounded + zero));
}

/** The one NaN that leaves an operator (rule O7): 0x7fc00000, whatever bits a computation gave it. */
export const CANONICAL_NAN = 0x7fc00000;

/** f32 output: clamps as rule O5 says and writes NaN by its bits. */
export function createFloatOut(
  data: TensorData,
  { min, max }: { readonly min: number | null; readonly max: number | null },
): (index: number, y: number) => void {
  const words = new Int32Array(data.buffer, data.byteOffset, data.length);
  const least = Math.fround(min ?? -Infinity);
  const most = Math.fround(max ?? Infinity);
  return (index, y) => {
    if (Number.isNaN(y)) words[index] = CANONICAL_NAN;
    else data[index] = clampFloat(y, least, most);
  };
}

export const UNCLAMPED = { min: null, max: null } as const;
