import { referenceKernels } from '../../../kernels/reference/reference-kernels.ts';
import { createModel } from '../../../plan/load-model.ts';
import { plainValue, realPort } from '../../build/plain.ts';
import { sweep } from '../../build/sweep.ts';
import type { GraphBuilder } from './graph-builder.ts';

/**
 * The numbers of a value that hangs on no input of the network, such as places counted along an axis; undefined for
 * any other.
 */
export function knownNumbers(g: GraphBuilder, value: number): Float64Array | undefined {
  if (hangsOnInput(g, value)) return undefined;
  const whole = g.toGraph([{ name: 'known', value }]);
  // A graph has an input, and this one is not read.
  const values = [...whole.values, plainValue([1], 'f32')];
  const part = sweep({ ...whole, values, inputs: [realPort('unread', whole.values.length)] });
  const model = createModel(part, { kernels: referenceKernels });
  return model.decodeReal(model.run(new Uint8Array(model.inputBytes), 1));
}

function hangsOnInput(g: GraphBuilder, value: number): boolean {
  // The set grows while it is walked; each value has its turn once.
  const behind = new Set([value]);
  for (const one of behind) {
    const node = g.producer(one);
    if (node === undefined) return true;
    for (const input of node.inputs) behind.add(input);
  }
  return false;
}
