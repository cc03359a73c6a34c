import type { Shapes } from '../count.ts';
import { elementCount } from '../element-types.ts';
import type { NodeBase } from '../node.ts';
import type { Shape } from '../values.ts';
import { type Effort, NO_EFFORT } from './effort.ts';

/** Elements at the end of `target` along which `shape` is one run: all of it, or a single number. */
function commonRun(shape: Shape, target: Shape): number {
  let run = 1;
  for (let axis = 1; axis <= target.length; axis++) {
    const size = target.at(-axis)!;
    if ((shape.at(-axis) ?? 1) !== size) break;
    run *= size;
  }
  return run;
}

/** For operators that broadcast their inputs: the runs are how often one of them has to be looked up anew. */
export function broadcastEffort(_: NodeBase, { inputs, outputs: [output] }: Shapes): Effort {
  const writes = elementCount(output!);
  const run = Math.min(...inputs.map((shape) => commonRun(shape, output!)));
  return { ...NO_EFFORT, writes, runs: writes / run };
}
