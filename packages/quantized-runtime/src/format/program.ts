import type { Graph } from '../graph/graph.ts';
import { LIMITS } from '../graph/limits.ts';
import { refuse } from '../graph/refuse.ts';
import { ByteReader, type DeclaredTensor } from '../graph/schema/byte-reader.ts';
import { ByteWriter } from '../graph/schema/byte-writer.ts';
import { type Program, programField, programOf } from '../graph/schema/program.ts';
import { LENGTH_BYTES, padded } from './head-bytes.ts';

/** A program's bytes, and its tensors' names in the order of their numbers. */
interface EncodedProgram {
  readonly bytes: Uint8Array;
  readonly tensorNames: readonly string[];
}

/** Rule F3: a graph without its tensors' elements. Refuses fields that no program can have. */
export const encodeProgram = (graph: Graph): EncodedProgram => writeProgram(programOf(graph), graph.tensors);

/** `encodeProgram` for fields that are known to be there and of their types. */
export function writeProgram(program: Program, tensors: Graph['tensors']): EncodedProgram {
  const writer = new ByteWriter(tensors);
  programField.write(program, writer);
  const written = writer.bytes;
  if (written.length > LIMITS.programBytes) {
    refuse(
      'TooLarge',
      `The program has ${written.length} bytes; at most ${LIMITS.programBytes} are allowed.`,
    );
  }
  const bytes = new Uint8Array(padded(written.length));
  new DataView(bytes.buffer).setUint32(0, written.length, true);
  bytes.set(written, LENGTH_BYTES);
  return { bytes, tensorNames: writer.tensorNames };
}

/** The program that begins with `data`, the bytes that it takes, and what it says of its tensors. */
export function decodeProgram(data: Uint8Array): {
  readonly program: Program;
  readonly declared: readonly DeclaredTensor[];
  readonly bytes: Uint8Array;
} {
  if (data.length < LENGTH_BYTES) refuse('Truncated', 'The file ends before its program.');
  const length = new DataView(data.buffer, data.byteOffset).getUint32(0, true);
  if (length > LIMITS.programBytes) {
    refuse('TooLarge', `The program claims ${length} bytes; at most ${LIMITS.programBytes} are allowed.`);
  }
  if (padded(length) > data.length) {
    refuse('Truncated', `The program claims ${length} bytes, ${data.length - LENGTH_BYTES} follow.`);
  }
  const reader = new ByteReader(data.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
  const program = programField.read(reader, 'program');
  if (reader.left > 0) refuse('NotCanonical', `${reader.left} bytes follow the program's last field.`);
  return { program, declared: reader.tensors, bytes: data.subarray(0, padded(length)) };
}

/**
 * Bytes that a file says its program has, not more than there are (rule G3): told before anything is decoded. 0 for what
 * ends before it can tell.
 */
export function programBytesOf(file: Uint8Array): number {
  if (file.length < 8) return 0;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const start = 8n + view.getBigUint64(0, true);
  const left = BigInt(file.length) - start - BigInt(LENGTH_BYTES);
  if (left < 0n) return 0;
  return Math.min(view.getUint32(Number(start), true), Number(left));
}
