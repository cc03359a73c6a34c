import { cutContainer, expectContainer } from '../../format/container.ts';
import { decodeGraph } from '../../format/decode-graph.ts';
import type { Artefact } from '../../format/model-id.ts';
import type { Graph, Node } from '../../graph/graph.ts';
import { LIMITS } from '../../graph/limits.ts';
import { paramsOf } from '../../graph/params-of.ts';
import { refuse } from '../../graph/refuse.ts';
import { checkRecord, listField } from '../../graph/schema/field.ts';
import { tensorNameField } from '../../graph/schema/fields.ts';
import { parseJson } from './canonical-json.ts';
import { inflate } from './inflate.ts';
import { checkKerasModel } from './keras-model.ts';
import type { KerasModel, Network } from './network.ts';
import { MOST_TEXT_BYTES, ORIGIN_FORMAT, ORIGIN_PART } from './origin-format.ts';

/** What an origin tells of a network (rule F13). */
export interface Origin {
  readonly keras: KerasModel;
  /** What the model's tensors are called, in the order of their numbers. */
  readonly tensorNames: readonly string[];
}

const tensorNames = listField(tensorNameField, LIMITS.tensors);

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse('BadOrigin', 'The origin is not UTF-8 text.');
  }
}

/** Reads an origin. Its bytes may be hostile: nothing is made of them that their length or a limit does not bound. */
export function decodeOrigin(bytes: Uint8Array): Origin {
  const cut = cutContainer(ORIGIN_FORMAT, bytes, LIMITS.originBytes);
  const deflated = bytes.subarray(cut.start);
  expectContainer(ORIGIN_FORMAT, bytes, cut, [{ name: ORIGIN_PART, type: 'u8', elements: deflated.length }]);
  const text = decodeText(inflate(deflated, MOST_TEXT_BYTES));
  const { tensors, ...keras } = checkRecord(parseJson(text, 'The origin', 'BadOrigin'), 'origin');
  const names = tensorNames.check(tensors, 'origin.tensors');
  if (new Set(names).size !== names.length) refuse('BadOrigin', 'Two tensors of the origin share a name.');
  return { keras: checkKerasModel(keras, 'origin'), tensorNames: names };
}

function renameParams<N extends Node>(node: N, names: readonly string[]): N {
  const renamed = Object.entries(paramsOf(node)).map(([role, name]) => [role, names[Number(name)]] as const);
  return renamed.length === 0 ? node : { ...node, params: Object.fromEntries(renamed) };
}

function renameTensors(graph: Graph, names: readonly string[]): Graph {
  if (names.length !== graph.tensors.size) {
    refuse('BadOrigin', `The origin names ${names.length} tensors, the model has ${graph.tensors.size}.`);
  }
  return {
    ...graph,
    nodes: graph.nodes.map((node) => renameParams(node, names)),
    tensors: new Map([...graph.tensors].map(([number, tensor]) => [names[Number(number)]!, tensor])),
  };
}

/**
 * Reads a network from both parts of its artefact, its tensors called as they were. Throws ArtefactError and nothing
 * else, whatever the bytes; `BadOrigin` if the origin is none, or of another model.
 */
export function decodeNetwork({ model, origin }: Required<Artefact>): Network {
  const graph = decodeGraph(model, LIMITS.fileBytes);
  if (origin === undefined) return refuse('BadOrigin', 'The artefact has no origin.');
  const { keras, tensorNames: names } = decodeOrigin(origin);
  return { graph: renameTensors(graph, names), keras };
}
