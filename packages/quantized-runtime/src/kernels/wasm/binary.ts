import type { BinaryNode } from '../../graph/graph.ts';
import type { Operand, Prepare } from '../kernel.ts';
import { createBroadcast } from './broadcast.ts';
import { createCombine } from './combine.ts';
import { sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';

/**
 * How two inputs walk along the output: `runs` runs of `length` elements an example, each input either in step with
 * them or at its beginning every time.
 */
interface Runs {
  readonly runs: number;
  readonly length: number;
  readonly steps: readonly [boolean, boolean];
}

/** Shorter runs are copied out instead: a call for each costs more. */
const SHORTEST = 16;

/** Equal shapes, or one input that repeats along leading axes; `null` for every other broadcast. */
function runsOf(a: Operand, b: Operand, y: Operand): Runs | null {
  if (a.elements === y.elements && b.elements === y.elements) {
    return { runs: 1, length: y.elements, steps: [true, true] };
  }
  const repeated = a.elements === y.elements ? b : a;
  const whole = repeated === b ? a : b;
  const { shape } = repeated.value;
  const from = shape.findIndex((size) => size !== 1);
  const tail = from < 0 ? [] : shape.slice(from);
  const matches = tail.every((size, axis) => size === y.value.shape.at(axis - tail.length));
  if (whole.elements !== y.elements || repeated.elements < SHORTEST || !matches) return null;
  const runs = y.elements / repeated.elements;
  return { runs, length: repeated.elements, steps: [repeated === b, repeated === a] };
}

/** Every function in every profile; broadcasts without long runs are copied out first. */
export const prepareBinary: Prepare<WasmMachine, BinaryNode> = (node, layout) => {
  const [a, b] = [layout.operand(node.inputs[0]!), layout.operand(node.inputs[1]!)];
  const y = layout.operand(node.outputs[0]!);
  const size = sizeOf(y);
  const combine = createCombine(layout, node, a, b, y);
  const walk = runsOf(a, b, y);
  if (walk === null) {
    const spread = createBroadcast(layout, [a, b], y.value.shape);
    return (machine) => {
      const apply = combine(machine);
      const [left, right] = spread.bind(machine);
      return (batch) => {
        for (let i = 0; i < batch; i++) {
          apply(left!(i), right!(i), y.offset + i * y.elements * size, y.elements);
        }
      };
    };
  }
  const { runs, length, steps } = walk;
  const [aStep, bStep] = steps.map((step) => (step ? length * size : 0)) as [number, number];
  return (machine) => {
    const apply = combine(machine);
    return (batch) => {
      if (runs === 1) return apply(a.offset, b.offset, y.offset, batch * length);
      let to = y.offset;
      for (let example = 0; example < batch; example++) {
        let first = a.offset + example * a.elements * size;
        let second = b.offset + example * b.elements * size;
        for (let run = 0; run < runs; run++) {
          apply(first, second, to, length);
          first += aStep;
          second += bStep;
          to += length * size;
        }
      }
    };
  };
};
