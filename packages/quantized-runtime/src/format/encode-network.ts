import { elementCount } from '../graph/element-types.ts';
import type { Network, Tensor } from '../graph/graph.ts';
import { LIMITS } from '../graph/limits.ts';
import { refuse } from '../graph/refuse.ts';
import { readTensorName } from '../graph/schema/fields.ts';
import { programOf } from '../graph/schema/program.ts';
import { canonicalJson } from './canonical-json.ts';
import { layOut, writeHeader } from './header.ts';
import { readKerasModel } from './keras-model.ts';

function expectTensor(name: string, { shape, data }: Tensor): void {
  readTensorName(name, 'A tensor name');
  const whole = shape.every((size) => Number.isInteger(size) && size >= 1);
  if (!whole || shape.length > LIMITS.rank || elementCount(shape) !== data.length) {
    refuse('BadTensor', `Tensor "${name}" of shape [${shape}] cannot hold ${data.length} elements.`);
  }
}

/**
 * Writes the one encoding of a network (rules F1 to F7). Deterministic: equal networks give equal bytes.
 * Refuses (ArtefactError) what the format cannot hold; whether the graph makes sense is `validate`'s question.
 */
export function encodeNetwork({ graph, keras }: Network): Uint8Array {
  if (graph.tensors.size > LIMITS.tensors) refuse('TooLarge', `More than ${LIMITS.tensors} tensors.`);
  for (const [name, tensor] of graph.tensors) expectTensor(name, tensor);
  const entries = layOut(graph.tensors);
  const header = writeHeader(
    {
      program: canonicalJson(programOf(graph), 'The program'),
      keras: canonicalJson(readKerasModel(keras, 'keras'), 'The Keras config'),
    },
    entries,
  );
  if (header.length > LIMITS.headerBytes)
    refuse('TooLarge', `The header is longer than ${LIMITS.headerBytes} bytes.`);
  const start = 8 + header.length;
  const size = start + (entries.at(-1)?.end ?? 0);
  if (size > LIMITS.artefactBytes) {
    refuse('TooLarge', `The artefact has ${size} bytes; at most ${LIMITS.artefactBytes} are allowed.`);
  }
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  for (const { name, begin } of entries) {
    const { data } = graph.tensors.get(name)!;
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start + begin);
  }
  return bytes;
}
