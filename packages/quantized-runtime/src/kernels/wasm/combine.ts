import type { BinaryNode, ElementType } from '../../graph/graph.ts';
import { powerOfTwo } from '../../numerics/power-of-two.ts';
import type { Layout, Operand } from '../kernel.ts';
import { reserveJob, sizeOf, writeJob } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { createPanels } from './panels.ts';
import { writeFloatClamp } from './product-f32.ts';

/** Combines `count` elements at the addresses a and b into those at y. */
export type Combine = (a: number, b: number, y: number, count: number) => void;
type BindCombine = (machine: WasmMachine) => Combine;

const FLOAT_FUNCTIONS = { add: 0, sub: 1, mul: 2, div: 3, max: 4, min: 5 } as const;

function createFloat(layout: Layout, node: BinaryNode): BindCombine {
  const job = reserveJob(layout);
  const fn = FLOAT_FUNCTIONS[node.fn];
  return ({ buffer, kernels: { binaryF32 } }) => {
    writeFloatClamp(buffer, job, node);
    return (a, b, y, count) => binaryF32(fn, job, a, b, y, count);
  };
}

/** Codes of assembly/extreme.ts, and views that write a vector's numbers. */
const LANES: Readonly<
  Record<
    Exclude<ElementType, 'f32'>,
    readonly [
      code: number,
      view: typeof Int16Array | typeof Int8Array | typeof Uint8Array | typeof Int32Array,
    ]
  >
> = { i16: [0, Int16Array], i8: [1, Int8Array], u8: [2, Uint8Array], i32: [3, Int32Array] };

function createExtreme(layout: Layout, node: BinaryNode, y: Operand): BindCombine {
  const bounds = layout.reserve(32);
  const size = sizeOf(y);
  const most = node.fn === 'max' ? 1 : 0;
  return ({ buffer, kernels: { extreme } }) => {
    const [code, View] = LANES[y.value.type as Exclude<ElementType, 'f32'>];
    const lanes = 16 / size;
    new View(buffer, bounds, 2 * lanes).fill(y.low, 0, lanes).fill(y.high, lanes);
    return (a, b, to, count) => extreme(most, code, bounds, a, b, to, count * size);
  };
}

/** The constants of assembly/elementwise.ts `sum`: three pairs of binary64, two vectors of int16. */
function createSum(layout: Layout, node: BinaryNode, a: Operand, b: Operand, y: Operand): BindCombine {
  const job = reserveJob(layout);
  const constants = layout.reserve(80);
  const mult = layout.tensor(node.params.mult!).data;
  const scale = powerOfTwo(-layout.tensor(node.params.shift!).data[0]!);
  const sign = node.fn === 'sub' ? -1 : 1;
  return ({ buffer, kernels: { sum } }) => {
    new Float64Array(buffer, constants, 6)
      .fill(mult[0]! * scale, 0, 2)
      .fill(sign * mult[1]! * scale, 2, 4)
      .fill(scale / 2, 4);
    new Int16Array(buffer, constants + 48, 16).fill(a.value.zero, 0, 8).fill(b.value.zero, 8);
    writeJob(buffer, job, y, { factors: constants, shift: 0 });
    return (first, second, to, count) => sum(job, first, second, to, count);
  };
}

function createProduct(layout: Layout, node: BinaryNode, a: Operand, b: Operand, y: Operand): BindCombine {
  const job = reserveJob(layout);
  const zeros = layout.reserve(32);
  const tensors = {
    bias: undefined,
    mult: layout.tensor(node.params.mult!),
    shift: layout.tensor(node.params.shift!),
  };
  const panels = createPanels(layout, tensors, 0, 8);
  return ({ buffer, kernels: { product } }) => {
    new Int16Array(buffer, zeros, 16).fill(a.value.zero, 0, 8).fill(b.value.zero, 8);
    writeJob(buffer, job, y, { bias: zeros, factors: panels.factors(0), shift: panels.fill(buffer) });
    return (first, second, to, count) => product(job, first, second, to, count);
  };
}

/** The arithmetic of a binary node on numbers that lie side by side. */
export function createCombine(
  layout: Layout,
  node: BinaryNode,
  a: Operand,
  b: Operand,
  y: Operand,
): BindCombine {
  if (y.value.type === 'f32') return createFloat(layout, node);
  if (node.fn === 'max' || node.fn === 'min') return createExtreme(layout, node, y);
  return node.fn === 'mul' ? createProduct(layout, node, a, b, y) : createSum(layout, node, a, b, y);
}
