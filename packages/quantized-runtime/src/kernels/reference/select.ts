import type { NodeOf } from '../../graph/graph.ts';
import { broadcastOffsets } from '../../graph/offsets.ts';
import type { Bind, Machine, Prepare } from '../kernel.ts';
import { operandsOf } from './views.ts';

/** mask ? a : b, all three broadcast to the output. */
export const select: Prepare<Machine, NodeOf<'select'>> = (node, layout): Bind<Machine> => {
  const { inputs, output, view } = operandsOf(node, layout);
  const places = inputs.map(({ value, elements }) => ({
    elements,
    offsets: broadcastOffsets(value.shape, output.value.shape),
  }));
  return (machine) => {
    const [mask, a, b] = inputs.map((input) => view(input, machine));
    const y = view(output, machine);
    const [maskPlace, aPlace, bPlace] = places;
    return (batch) => {
      for (let example = 0; example < batch; example++) {
        for (let i = 0; i < output.elements; i++) {
          const kept = mask![example * maskPlace!.elements + maskPlace!.offsets[i]!] !== 0;
          y[example * output.elements + i] = kept
            ? a![example * aPlace!.elements + aPlace!.offsets[i]!]!
            : b![example * bPlace!.elements + bPlace!.offsets[i]!]!;
        }
      }
    };
  };
};

const COMPARE: Readonly<Record<NodeOf<'compare'>['fn'], (x: number, constant: number) => boolean>> = {
  ne: (x, constant) => x !== constant,
  eq: (x, constant) => x === constant,
  gt: (x, constant) => x > constant,
  ge: (x, constant) => x >= constant,
  lt: (x, constant) => x < constant,
  le: (x, constant) => x <= constant,
};

/** A mask: each element against a constant, or any or all of each row. */
export const compare: Prepare<Machine, NodeOf<'compare'>> = (node, layout): Bind<Machine> => {
  const { input, output, view } = operandsOf(node, layout);
  const holds = COMPARE[node.fn];
  const constant = input.value.type === 'f32' ? Math.fround(node.constant) : node.constant;
  const length = node.reduceLast === 'none' ? 1 : input.value.shape.at(-1)!;
  // `all` looks for an element that does not hold, `any` for one that does.
  const sought = node.reduceLast !== 'all';
  return (machine) => {
    const x = view(input, machine);
    const y = view(output, machine);
    return (batch) => {
      for (let row = 0; row < batch * output.elements; row++) {
        let found = false;
        for (let i = 0; i < length; i++) found ||= holds(x[row * length + i]!, constant) === sought;
        y[row] = found === sought ? 1 : 0;
      }
    };
  };
};
