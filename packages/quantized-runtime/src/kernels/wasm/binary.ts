import type { BinaryNode } from '../../graph/graph.ts';
import { powerOfTwo } from '../../numerics/power-of-two.ts';
import type { Layout, Operand, Prepare } from '../../plan/kernel.ts';
import { reserveJob, sizeOf, writeJob } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { createPanels } from './panels.ts';

/**
 * How two inputs walk along the output: `runs` runs of `length` elements an example, each input either in step with
 * them or at its beginning every time.
 */
interface Walk {
  readonly runs: number;
  readonly length: number;
  readonly steps: readonly [boolean, boolean];
}

/** Equal shapes, or one input that repeats along leading axes; `null` for every other broadcast. */
function walkOf(a: Operand, b: Operand, y: Operand): Walk | null {
  if (a.elements === y.elements && b.elements === y.elements) {
    return { runs: 1, length: y.elements, steps: [true, true] };
  }
  const repeated = a.elements === y.elements ? b : a;
  const whole = repeated === b ? a : b;
  const { shape } = repeated.value;
  const from = shape.findIndex((size) => size !== 1);
  const tail = from < 0 ? [] : shape.slice(from);
  const matches = tail.every((size, axis) => size === y.value.shape.at(axis - tail.length));
  if (whole.elements !== y.elements || tail.length === 0 || !matches) return null;
  const runs = y.elements / repeated.elements;
  return { runs, length: repeated.elements, steps: [repeated === b, repeated === a] };
}

/** The constants of assembly/elementwise.ts `sum`: three pairs of binary64, two vectors of int16. */
function writeSumConstants(
  buffer: ArrayBuffer,
  at: number,
  node: BinaryNode,
  layout: Layout,
  zeros: readonly number[],
) {
  const mult = layout.tensor(node.params.mult!).data;
  const shift = layout.tensor(node.params.shift!).data[0]!;
  const scale = powerOfTwo(-shift);
  const sign = node.fn === 'sub' ? -1 : 1;
  new Float64Array(buffer, at, 6)
    .fill(mult[0]! * scale, 0, 2)
    .fill(sign * mult[1]! * scale, 2, 4)
    .fill(scale / 2, 4);
  new Int16Array(buffer, at + 48, 16).fill(zeros[0]!, 0, 8).fill(zeros[1]!, 8);
}

/** Integer add, sub, mul; maximum, minimum, f32 and unusual broadcasts are left to the reference kernel. */
export const prepareBinary: Prepare<WasmMachine, BinaryNode> = (node, layout) => {
  const isSum = node.fn === 'add' || node.fn === 'sub';
  if (layout.graph.profile === 'f32' || !(isSum || node.fn === 'mul')) return null;
  const a = layout.operand(node.inputs[0]!);
  const b = layout.operand(node.inputs[1]!);
  const y = layout.operand(node.outputs[0]!);
  const walk = walkOf(a, b, y);
  if (walk === null) return null;
  const size = sizeOf(y);
  const job = reserveJob(layout);
  const zeros = [a.value.zero, b.value.zero];
  const constants = layout.reserve(80);
  const tensors = {
    bias: undefined,
    mult: layout.tensor(node.params.mult!),
    shift: layout.tensor(node.params.shift!),
  };
  const panels = isSum ? null : createPanels(layout, tensors, 0, 8);
  const { runs, length, steps } = walk;
  const [aStep, bStep] = steps.map((step) => (step ? length * size : 0)) as [number, number];

  return ({ buffer, kernels }) => {
    const saturate = panels?.fill(buffer) ?? false;
    if (isSum) writeSumConstants(buffer, constants, node, layout, zeros);
    else new Int16Array(buffer, constants, 16).fill(zeros[0]!, 0, 8).fill(zeros[1]!, 8);
    writeJob(buffer, job, y, { bias: constants, factors: panels?.factors ?? constants, saturate });
    const apply = isSum ? kernels.sum : kernels.product;
    return (batch) => {
      if (runs === 1) return apply(job, a.offset, b.offset, y.offset, batch * length);
      let to = y.offset;
      for (let example = 0; example < batch; example++) {
        let first = a.offset + example * a.elements * size;
        let second = b.offset + example * b.elements * size;
        for (let run = 0; run < runs; run++) {
          apply(job, first, second, to, length);
          first += aStep;
          second += bStep;
          to += length * size;
        }
      }
    };
  };
};
