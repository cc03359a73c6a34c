import { LARGEST_CAPACITY } from '../graph/capacity.ts';
import type { Graph } from '../graph/graph.ts';
import { cutContainer } from './container.ts';
import { MODEL_FORMAT } from './layout.ts';
import { decodeProgram, LENGTH_BYTES, padded } from './program.ts';

/** A graph without its tensors' elements. */
export type Head = Omit<Graph, 'tensors'>;

/** How many of a model's first bytes hold its header and its program; undefined if `start`, its first bytes, do not tell yet. */
export function headBytesOf(start: Uint8Array): number | undefined {
  if (start.length < 8) return undefined;
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const program = 8 + Number(view.getBigUint64(0, true));
  return start.length < program + LENGTH_BYTES ? undefined : program + padded(view.getUint32(program, true));
}

/** What a model's first bytes say, up to the end of its program (`headBytesOf`). Throws ArtefactError. Not validated. */
export function decodeHead(bytes: Uint8Array): Head {
  const { start } = cutContainer(MODEL_FORMAT, bytes, LARGEST_CAPACITY.artefactBytes);
  return decodeProgram(bytes.subarray(start)).program;
}
