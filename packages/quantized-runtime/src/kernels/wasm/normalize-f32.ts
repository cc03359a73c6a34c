import type { NormalizeNode } from '../../graph/graph.ts';
import type { Prepare } from '../kernel.ts';
import { reserveJob } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { NORMALIZE_CODES } from './normalize.ts';
import { writeFloatClamp } from './product-f32.ts';

/** Layer, root-mean-square and unit norm in binary32. */
export const prepareFloatNormalize: Prepare<WasmMachine, NormalizeNode> = (node, layout) => {
  if (layout.graph.profile !== 'f32') return null;
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const length = x.value.shape.at(-1)!;
  const rows = x.elements / length;
  const { gamma, beta } = node.params;
  const job = reserveJob(layout);
  const gammaAt = gamma === undefined ? 0 : layout.reserve(length * 4);
  const betaAt = beta === undefined ? 0 : layout.reserve(length * 4);
  const [fn, epsilon] = [NORMALIZE_CODES[node.fn], Math.fround(node.epsilon)];
  return ({ buffer, kernels: { normalizeF32 } }) => {
    writeFloatClamp(buffer, job, node);
    if (gamma !== undefined) new Float32Array(buffer, gammaAt, length).set(layout.tensor(gamma).data);
    if (beta !== undefined) new Float32Array(buffer, betaAt, length).set(layout.tensor(beta).data);
    return (batch) =>
      normalizeF32(job, fn, x.offset, y.offset, batch * rows, length, gammaAt, betaAt, epsilon);
  };
};
