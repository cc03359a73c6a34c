import { deflateSync, strToU8 } from 'fflate';
import { createContainer } from '../../format/container.ts';
import { encodeGraphWithNames } from '../../format/encode-graph.ts';
import type { Artefact } from '../../format/model-id.ts';
import { CAPACITY } from '../../graph/capacity.ts';
import { LIMITS } from '../../graph/limits.ts';
import { refuse } from '../../graph/refuse.ts';
import { canonicalJson } from './canonical-json.ts';
import { checkKerasModel } from './keras-model.ts';
import type { KerasModel, Network } from './network.ts';
import { MOST_TEXT_BYTES, ORIGIN_FORMAT, ORIGIN_PART } from './origin-format.ts';

/** Rule F13: the network as Keras serialized it, what its tensors are called, and how to rebuild its variables. */
function encodeOrigin(keras: KerasModel, tensorNames: readonly string[]): Uint8Array {
  const { config, variables } = checkKerasModel(keras, 'keras');
  const text = strToU8(canonicalJson({ config, tensors: tensorNames, variables }, 'The origin'));
  if (text.length > MOST_TEXT_BYTES) refuse('TooLarge', `The origin has ${text.length} bytes of text.`);
  const deflated = deflateSync(text, { level: 9 });
  const { bytes, start } = createContainer(ORIGIN_FORMAT, [
    { name: ORIGIN_PART, type: 'u8', elements: deflated.length },
  ]);
  if (bytes.length > LIMITS.originBytes) {
    refuse('TooLarge', `The origin has ${bytes.length} bytes; at most ${LIMITS.originBytes} are allowed.`);
  }
  bytes.set(deflated, start);
  return bytes;
}

/**
 * Writes a network in two parts: the model, which a validator loads (rules F1 to F7), and its origin, which it never
 * reads (rule F13). Deterministic: equal networks give equal bytes. Refuses (ArtefactError) what the formats cannot
 * hold, or a model of more than `mostBytes`, which the chain says; whether the graph makes sense is `validate`'s question.
 */
export function encodeNetwork(
  { graph, keras }: Network,
  mostBytes = CAPACITY.artefactBytes,
): Artefact & { readonly origin: Uint8Array } {
  const { bytes, tensorNames } = encodeGraphWithNames(graph, mostBytes);
  return { model: bytes, origin: encodeOrigin(keras, tensorNames) };
}
