import type { Loop } from '../graph/loops.ts';
import type { Operand, Step } from '../kernels/kernel.ts';

/**
 * Runs the nodes of a plan in order, and loops as long as they go on, at most `most` steps. Gives how many steps each
 * loop took. Graphs with loops run one example at a time.
 */
export type Run = (batch: number, most?: number) => readonly number[];

const isBusy = (step: Step | null): step is Step => step !== null;

function runAll(steps: readonly Step[], batch: number): void {
  for (const step of steps) step(batch);
}

/**
 * The steps of a loop: its number goes up until its own nodes say to stop (rule O10). Whether to stop may be a state:
 * it is read before the states become those of the next step.
 */
function createTurns(
  { repeat, until }: Loop,
  body: readonly Step[],
  goOn: Step,
  operands: readonly Operand[],
  buffer: ArrayBuffer,
): (batch: number, most: number) => number {
  const number = new Int32Array(buffer, operands[repeat.outputs[0]!]!.offset, 1);
  const stop = new Uint8Array(buffer, operands[until.inputs[0]!]!.offset, 1);
  return (batch, most) => {
    const last = Math.min(most, repeat.steps);
    for (let step = 1; ; step++) {
      number[0] = step - 1;
      runAll(body, batch);
      const isLast = stop[0] !== 0 || step >= last;
      goOn(batch);
      if (isLast) return step;
    }
  };
}

/** `nodeSteps`: what each node does, null for nothing. */
export function createRun(
  nodeSteps: readonly (Step | null)[],
  loops: readonly Loop[],
  operands: readonly Operand[],
  buffer: ArrayBuffer,
): Run {
  const parts = loops.map((loop, index) => ({
    before: nodeSteps.slice(index === 0 ? 0 : loops[index - 1]!.end + 1, loop.head + 1).filter(isBusy),
    turns: createTurns(
      loop,
      nodeSteps.slice(loop.head + 1, loop.end).filter(isBusy),
      nodeSteps[loop.end]!,
      operands,
      buffer,
    ),
  }));
  const rest = nodeSteps.slice(loops.length === 0 ? 0 : loops.at(-1)!.end + 1).filter(isBusy);
  return (batch, most = Number.POSITIVE_INFINITY) => {
    const steps = parts.map(({ before, turns }) => {
      runAll(before, batch);
      return turns(batch, most);
    });
    runAll(rest, batch);
    return steps;
  };
}
