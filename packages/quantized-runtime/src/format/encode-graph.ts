import { CAPACITY } from '../graph/capacity.ts';
import { elementCount, typeOfData } from '../graph/element-types.ts';
import type { Graph, Tensor } from '../graph/graph.ts';
import { LIMITS } from '../graph/limits.ts';
import { refuse } from '../graph/refuse.ts';
import { createContainer } from './container.ts';
import { layOutData, MODEL_FORMAT } from './layout.ts';
import { encodeProgram } from './program.ts';

function expectTensor(name: string, { shape, data }: Tensor): void {
  const whole = shape.every((size) => Number.isInteger(size) && size >= 1);
  if (!whole || shape.length > LIMITS.rank || elementCount(shape) !== data.length) {
    refuse('BadTensor', `Tensor "${name}" of shape [${shape}] cannot hold ${data.length} elements.`);
  }
}

/** A graph's bytes, and what its tensors were called: bytes know them by number. */
export interface EncodedGraph {
  readonly bytes: Uint8Array;
  readonly tensorNames: readonly string[];
}

/**
 * Writes the one encoding of a graph (rules F1 to F7). Deterministic: equal graphs give equal bytes, whatever their
 * tensors are called. Refuses (ArtefactError) what the format cannot hold; whether the graph makes sense is
 * `validate`'s question.
 */
export function encodeGraphWithNames(graph: Graph, mostBytes = CAPACITY.artefactBytes): EncodedGraph {
  if (graph.tensors.size > LIMITS.tensors) refuse('TooLarge', `More than ${LIMITS.tensors} tensors.`);
  for (const [name, tensor] of graph.tensors) expectTensor(name, tensor);
  const { bytes: program, tensorNames } = encodeProgram(graph);
  const used = new Set(tensorNames);
  for (const name of graph.tensors.keys()) {
    if (!used.has(name)) refuse('BadTensor', `No node uses tensor "${name}".`);
  }
  const tensors = tensorNames.map((name) => graph.tensors.get(name)!);
  const { parts, offsets } = layOutData(
    program.length,
    tensors.map(({ shape, data }) => ({ type: typeOfData(data), shape })),
  );
  const { bytes, start } = createContainer(MODEL_FORMAT, parts);
  if (bytes.length > mostBytes) {
    refuse('TooLarge', `The artefact has ${bytes.length} bytes; at most ${mostBytes} are allowed.`);
  }
  bytes.set(program, start);
  tensors.forEach(({ data }, index) => {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start + offsets[index]!);
  });
  return { bytes, tensorNames };
}

/** The one encoding of a graph: what a validator loads. See encodeGraphWithNames. */
export const encodeGraph = (graph: Graph, mostBytes?: number): Uint8Array =>
  encodeGraphWithNames(graph, mostBytes).bytes;
