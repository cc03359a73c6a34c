import { elementCount } from '../../graph/element-types.ts';
import type { NodeOf, Shape } from '../../graph/graph.ts';
import type { Bind, Machine, Prepare } from '../kernel.ts';
import { operandsOf } from './views.ts';

/** A value as `rows` times `length` places of `width` elements that lie side by side. */
const along = (shape: Shape, axis: number) => ({
  rows: elementCount(shape.slice(0, axis)),
  length: shape[axis]!,
  width: elementCount(shape.slice(axis + 1)),
});

/** What lies at places of one axis. */
export const take: Prepare<Machine, NodeOf<'take'>> = (node, layout): Bind<Machine> => {
  const { inputs, output, view } = operandsOf(node, layout);
  const [x, places] = inputs;
  const { rows, length, width } = along(x!.value.shape, node.axis);
  return (machine) => {
    const from = view(x!, machine);
    const at = view(places!, machine);
    const to = view(output, machine);
    return (batch) => {
      let end = 0;
      for (let example = 0; example < batch; example++) {
        for (let row = 0; row < rows; row++) {
          const begin = (example * rows + row) * length;
          for (let i = 0; i < places!.elements; i++) {
            const first = (begin + at[example * places!.elements + i]! + node.offset) * width;
            to.set(from.subarray(first, first + width), end);
            end += width;
          }
        }
      }
    };
  };
};

/** A copy with another part at one place of an axis. */
export const put: Prepare<Machine, NodeOf<'put'>> = (node, layout): Bind<Machine> => {
  const { inputs, output, view } = operandsOf(node, layout);
  const [x, part, place] = inputs;
  const { rows, length, width } = along(x!.value.shape, node.axis);
  return (machine) => {
    const from = view(x!, machine);
    const parts = view(part!, machine);
    const at = view(place!, machine);
    const to = view(output, machine);
    return (batch) => {
      to.set(from.subarray(0, batch * x!.elements));
      for (let example = 0; example < batch; example++) {
        for (let row = 0; row < rows; row++) {
          const first = (example * rows + row) * width;
          const begin = (example * rows + row) * length;
          to.set(parts.subarray(first, first + width), (begin + at[example]! + node.offset) * width);
        }
      }
    };
  };
};
