import { LARGEST_CAPACITY } from '../graph/capacity.ts';
import type { Graph } from '../graph/graph.ts';
import { cutContainer } from './container.ts';
import { MODEL_FORMAT } from './layout.ts';
import { decodeProgram } from './program.ts';

/** A graph without its tensors' elements. */
export type Head = Omit<Graph, 'tensors'>;

/** What a model's first bytes say, up to the end of its program (`headBytesOf`). Throws ArtefactError. Not validated. */
export function decodeHead(bytes: Uint8Array): Head {
  const { start } = cutContainer(MODEL_FORMAT, bytes, LARGEST_CAPACITY.artefactBytes);
  return decodeProgram(bytes.subarray(start)).program;
}
