import type { NormalizeNode } from '../../graph/graph.ts';
import type { Layout, Prepare } from '../kernel.ts';
import { sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';

const FIELDS = 14;
export const NORMALIZE_CODES = { layer: 0, rms: 1, unit: 2 } as const;

/** floor(e * n^2 * 2^-t). */
function epsilonOf(node: NormalizeNode, layout: Layout, n: number): bigint {
  if (node.params.epsilon === undefined) return 0n;
  const [e, t] = layout.tensor(node.params.epsilon).data;
  const scaled = BigInt(e!) * BigInt(n * n);
  return t! >= 0 ? scaled >> BigInt(t!) : scaled << BigInt(-t!);
}

/** Layer, root-mean-square and unit norm of integers; an epsilon that outweighs every row is left to the reference kernel. */
export const prepareNormalize: Prepare<WasmMachine, NormalizeNode> = (node, layout) => {
  if (layout.graph.profile === 'f32') return null;
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const length = x.value.shape.at(-1)!;
  const epsilon = epsilonOf(node, layout, length);
  if (epsilon >= 2n ** 62n) return null;
  const { gamma, beta, mult, shift } = node.params;
  const rows = x.elements / length;
  const job = layout.reserve(FIELDS * 4);
  const gammaAt = gamma === undefined ? 0 : layout.reserve(length * 2);
  const betaAt = beta === undefined ? 0 : layout.reserve(length * 4);
  const fields = [
    ...[length, sizeOf(x), NORMALIZE_CODES[node.fn], x.value.zero, gammaAt, betaAt],
    ...[layout.tensor(mult!).data[0]!, layout.tensor(shift!).data[0]!, y.value.zero, y.low, y.high],
  ];
  return ({ buffer, kernels: { normalize } }) => {
    new BigInt64Array(buffer, job, 1)[0] = epsilon;
    new Int32Array(buffer, job + 8, fields.length).set(fields);
    if (gamma !== undefined) new Int16Array(buffer, gammaAt, length).set(layout.tensor(gamma).data);
    if (beta !== undefined) new Int32Array(buffer, betaAt, length).set(layout.tensor(beta).data);
    return (batch) => normalize(job, x.offset, y.offset, batch * rows);
  };
};
