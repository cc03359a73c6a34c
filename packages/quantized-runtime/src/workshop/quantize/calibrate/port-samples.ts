import { elementCount } from '../../../graph/element-types.ts';
import type { Graph, InputPort } from '../../../graph/graph.ts';
import { QuantizeError } from '../quantize-error.ts';

/** The number of examples in `samples`, one array a port. Throws QuantizeError where they do not fit the ports. */
export function countExamples(graph: Graph, samples: readonly Float32Array[]): number {
  if (samples.length !== graph.inputs.length) {
    throw new QuantizeError(
      'wrong-samples',
      `The network has ${graph.inputs.length} inputs, and samples are given for ${samples.length}: give one array for each input.`,
    );
  }
  const counts = graph.inputs.map((port, index) => {
    const size = elementCount(graph.values[port.value]!.shape);
    const { length } = samples[index]!;
    if (length === 0 || length % size !== 0) {
      throw new QuantizeError(
        'wrong-samples',
        `Input "${port.name}" takes ${size} numbers an example, and its samples hold ${length}: give a whole, positive number of examples.`,
      );
    }
    const bad = samples[index]!.findIndex((x) => !Number.isFinite(x));
    if (bad >= 0) {
      throw new QuantizeError(
        'wrong-samples',
        `Number ${bad} of the samples of input "${port.name}" is not finite.`,
      );
    }
    return length / size;
  });
  if (counts.some((count) => count !== counts[0])) {
    throw new QuantizeError(
      'wrong-samples',
      `The inputs have samples for different numbers of examples (${counts.join(', ')}): give as many for each.`,
    );
  }
  return counts[0] ?? 0;
}

/** Samples in the users' units as what the float graph sees behind its ports: `(x - offset) / scale`. */
export function toPortUnits(graph: Graph, samples: readonly Float32Array[]): Float32Array[] {
  return samples.map((data, index) => {
    const { scale, offset } = graph.inputs[index]!;
    if (scale.every((s) => s === 1) && offset.every((o) => o === 0)) return data;
    return data.map(
      (x, i) =>
        (x - offset[offset.length === 1 ? 0 : i % offset.length]!) /
        scale[scale.length === 1 ? 0 : i % scale.length]!,
    );
  });
}

/** Numbers behind the port `from` as numbers behind the port `to`, which differs in scale alone. */
export function rescale(data: Float32Array, from: InputPort, to: InputPort): Float32Array {
  const factors = to.scale.map((scale, i) => scale / from.scale[from.scale.length === 1 ? 0 : i]!);
  return factors.every((factor) => factor === 1)
    ? data
    : data.map((x, i) => x / factors[i % factors.length]!);
}
