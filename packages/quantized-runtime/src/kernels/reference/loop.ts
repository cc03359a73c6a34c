import { ELEMENT_BYTES } from '../../graph/element-types.ts';
import type { NodeOf } from '../../graph/graph.ts';
import type { Bind, Machine, Operand, Prepare } from '../kernel.ts';
import { operandsOf } from './views.ts';

/** Loops run one example at a time. Who runs the plan counts steps and asks whether to stop. */
const bytesOf = (operand: Operand, { buffer }: Machine): Uint8Array =>
  new Uint8Array(buffer, operand.offset, operand.elements * ELEMENT_BYTES[operand.value.type]);

/** The states of the first step. */
export const repeat: Prepare<Machine, NodeOf<'repeat'>> = (node, layout): Bind<Machine> => {
  const { inputs, outputs } = operandsOf(node, layout);
  return (machine) => {
    const pairs = inputs.map(
      (initial, index) => [bytesOf(initial, machine), bytesOf(outputs[index + 1]!, machine)] as const,
    );
    return () => {
      for (const [initial, state] of pairs) state.set(initial);
    };
  };
};

/** The states of the next step, or behind the loop: they have one place. Some may be each other's states of before. */
export const until: Prepare<Machine, NodeOf<'until'>> = (node, layout): Bind<Machine> => {
  const { inputs, outputs } = operandsOf(node, layout);
  const [, ...next] = inputs;
  const places = new Set(outputs.map(({ offset }) => offset));
  let taken = 0;
  const staged = next.some(({ offset }) => places.has(offset))
    ? next.map(({ elements, value }) => {
        const at = taken;
        taken += Math.ceil((elements * ELEMENT_BYTES[value.type]) / 16) * 16;
        return at;
      })
    : null;
  const scratch = layout.scratch(taken);
  return (machine) => {
    const from = next.map((operand) => bytesOf(operand, machine));
    const to = outputs.map((operand) => bytesOf(operand, machine));
    if (staged === null) {
      return () => {
        from.forEach((state, index) => {
          to[index]!.set(state);
        });
      };
    }
    const stages = from.map(
      ({ length }, index) => new Uint8Array(machine.buffer, scratch + staged[index]!, length),
    );
    return () => {
      from.forEach((state, index) => {
        stages[index]!.set(state);
      });
      stages.forEach((state, index) => {
        to[index]!.set(state);
      });
    };
  };
};
