import { elementCount } from '../../graph/element-types.ts';
import type { Shape } from '../../graph/graph.ts';
import { alignUp } from '../../graph/memory/align.ts';
import type { Layout, Operand } from '../kernel.ts';
import { sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { broadcastAxes, createWalk } from './walk.ts';

/** Operands read as if each had one shape. */
export interface Broadcast {
  /** For each operand, what makes example b readable and returns its address. */
  bind(machine: WasmMachine): ((b: number) => number)[];
  /** The further bytes of scratch that were asked for. */
  readonly extra: number;
}

/** Operands of that shape are read where they lie; others are spread out in scratch, example by example. */
export function createBroadcast(
  layout: Layout,
  operands: readonly Operand[],
  shape: Shape,
  extraBytes = 0,
): Broadcast {
  const count = elementCount(shape);
  let bytes = alignUp(extraBytes);
  const parts = operands.map((operand) => {
    const size = sizeOf(operand);
    const part = { operand, step: operand.elements * size, at: bytes };
    if (operand.elements === count) return { ...part, walk: null };
    bytes += alignUp(count * size);
    return { ...part, walk: createWalk(layout, broadcastAxes(operand.value.shape, shape), size) };
  });
  const scratch = bytes === 0 ? 0 : layout.scratch(bytes);
  return {
    extra: scratch,
    bind: (machine) =>
      parts.map(({ operand, step, at, walk }) => {
        if (walk === null) return (b) => operand.offset + b * step;
        const spread = walk.bind(machine);
        return (b) => {
          spread(operand.offset + b * step, scratch + at);
          return scratch + at;
        };
      }),
  };
}
