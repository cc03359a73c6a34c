import type { NodeOf } from '../../graph/graph.ts';
import { broadcastOffsets } from '../../graph/offsets.ts';
import { powerOfTwo } from '../../numerics/power-of-two.ts';
import { requantizeBy, requantizeFactor } from '../../numerics/requantize.ts';
import type { Bind, Layout, Machine, Operand, Prepare } from '../kernel.ts';
import { createFloatOut, createOut, dataOf, operandsOf } from './views.ts';

type Binary = NodeOf<'binary'>;
type Combine = (a: number, b: number) => number;

/** Rule N6: both terms at one shift, one rounding. `sign` is -1 for subtraction. */
function createSum(node: Binary, layout: Layout, [left, right]: readonly Operand[], sign: number): Combine {
  const [leftMult, rightMult] = dataOf(layout, node.params.mult!);
  const [shift] = dataOf(layout, node.params.shift!);
  const half = powerOfTwo(shift! - 1);
  const scale = powerOfTwo(-shift!);
  const leftZero = left!.value.zero;
  const rightZero = right!.value.zero;
  return (a, b) =>
    Math.floor(((a - leftZero) * leftMult! + sign * (b - rightZero) * rightMult! + half) * scale);
}

/** Rule N7. */
function createProduct(node: Binary, layout: Layout, [left, right]: readonly Operand[]): Combine {
  const factor = requantizeFactor(
    dataOf(layout, node.params.mult!)[0]!,
    dataOf(layout, node.params.shift!)[0]!,
  );
  const leftZero = left!.value.zero;
  const rightZero = right!.value.zero;
  return (a, b) => requantizeBy((a - leftZero) * (b - rightZero), factor);
}

function createCombine(node: Binary, layout: Layout, inputs: readonly Operand[], output: Operand): Combine {
  const { low, high } = output;
  const clamped = (value: number) => Math.min(high, Math.max(low, value));
  if (node.fn === 'max') return (a, b) => clamped(Math.max(a, b));
  if (node.fn === 'min') return (a, b) => clamped(Math.min(a, b));
  const out = createOut(output);
  const rounded =
    node.fn === 'mul'
      ? createProduct(node, layout, inputs)
      : createSum(node, layout, inputs, node.fn === 'sub' ? -1 : 1);
  return (a, b) => out(rounded(a, b));
}

/** a or b, or NaN if either is. */
function pick(a: number, b: number, first: boolean): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
  return first ? a : b;
}

const FLOAT: Readonly<Record<Binary['fn'], Combine>> = {
  add: (a, b) => Math.fround(a + b),
  sub: (a, b) => Math.fround(a - b),
  mul: (a, b) => Math.fround(a * b),
  div: (a, b) => Math.fround(a / b),
  max: (a, b) => pick(a, b, a > b),
  min: (a, b) => pick(a, b, a < b),
};

/** Elementwise over two inputs that broadcast to the output. */
export const binary: Prepare<Machine, Binary> = (node, layout): Bind<Machine> => {
  const { inputs, output, view } = operandsOf(node, layout);
  const [left, right] = inputs;
  const leftOffsets = broadcastOffsets(left!.value.shape, output.value.shape);
  const rightOffsets = broadcastOffsets(right!.value.shape, output.value.shape);
  const float = output.value.type === 'f32';
  const combine = float ? FLOAT[node.fn] : createCombine(node, layout, inputs, output);
  return (machine) => {
    const a = view(left!, machine);
    const b = view(right!, machine);
    const y = view(output, machine);
    const writeInteger = (index: number, value: number): void => {
      y[index] = value;
    };
    const write = float ? createFloatOut(y, node) : writeInteger;
    return (batch) => {
      for (let example = 0; example < batch; example++) {
        for (let element = 0; element < output.elements; element++) {
          const first = a[example * left!.elements + leftOffsets[element]!]!;
          const second = b[example * right!.elements + rightOffsets[element]!]!;
          write(example * output.elements + element, combine(first, second));
        }
      }
    };
  };
};
