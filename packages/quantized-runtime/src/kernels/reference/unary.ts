import type { NodeOf, UnaryFn } from '../../graph/graph.ts';
import { FUNCTIONS } from '../../numerics/functions.ts';
import type { Bind, Layout, Machine, Prepare } from '../kernel.ts';
import { createFloatOut, dataOf, operandsOf, UNCLAMPED } from './views.ts';

type Unary = NodeOf<'unary'>;

/** Rule N10: linear interpolation between 1025 knots; x int16. */
export function interpolate(table: ArrayLike<number>, x: number): number {
  const u = x + 32768;
  const knot = u >> 6;
  const left = table[knot]!;
  return left + (((table[knot + 1]! - left) * (u & 63) + 32) >> 6);
}

function unaryInteger(node: Unary, layout: Layout): Bind<Machine> {
  const { input, output, view } = operandsOf(node, layout);
  const table = dataOf(layout, node.params.table!);
  const wide = input.value.type === 'i16';
  return (machine) => {
    const x = view(input, machine);
    const y = view(output, machine);
    return (batch) => {
      for (let index = 0; index < output.elements * batch; index++) {
        y[index] = wide ? interpolate(table, x[index]!) : table[x[index]! + 128]!;
      }
    };
  };
}

/** The function of an f32 node, binary32 to binary32: computed in binary64 and rounded once. */
export function createFunction(fn: UnaryFn, alpha: number, beta: number): (x: number) => number {
  const apply = FUNCTIONS[fn];
  return (x) => Math.fround(apply(x, alpha, beta));
}

function unaryFloat(node: Unary, layout: Layout): Bind<Machine> {
  const { input, output, view } = operandsOf(node, layout);
  const apply = createFunction(node.fn, node.alpha, node.beta);
  return (machine) => {
    const x = view(input, machine);
    const write = createFloatOut(view(output, machine), UNCLAMPED);
    return (batch) => {
      for (let index = 0; index < output.elements * batch; index++) write(index, apply(x[index]!));
    };
  };
}

export const unary: Prepare<Machine, Unary> = (node, layout) =>
  layout.graph.profile === 'f32' ? unaryFloat(node, layout) : unaryInteger(node, layout);
