import { ELEMENT_BYTES } from '../graph/element-types.ts';
import type { ElementType } from '../graph/graph.ts';
import { LIMITS } from '../graph/limits.ts';
import { refuse } from '../graph/refuse.ts';

/** Element types by their safetensors names. */
const DTYPE: Readonly<Record<ElementType, string>> = {
  f32: 'F32',
  i32: 'I32',
  i16: 'I16',
  i8: 'I8',
  u8: 'U8',
};

/** The header's length is a multiple of it, so that the data begins at one. */
const ALIGNMENT = 8;

/** One tensor of a container: a list of elements of one type. */
export interface Part {
  readonly name: string;
  readonly type: ElementType;
  readonly elements: number;
}

const byteLength = ({ type, elements }: Part): number => elements * ELEMENT_BYTES[type];

const totalBytes = (parts: readonly Part[]): number => parts.reduce((sum, part) => sum + byteLength(part), 0);

/** Rule F6: the one header of a safetensors file with these tensors, in this order and without gaps. */
export function headerOf(format: string, parts: readonly Part[]): Uint8Array {
  let begin = 0;
  const fields = parts.map((part) => {
    const end = begin + byteLength(part);
    const field = `"${part.name}":{"dtype":"${DTYPE[part.type]}","shape":[${part.elements}],"data_offsets":[${begin},${end}]}`;
    begin = end;
    return field;
  });
  const metadata = `"__metadata__":{"format":"${format}","version":"${VERSION}"}`;
  const text = `{${[metadata, ...fields].join(',')}}`;
  return new TextEncoder().encode(text.padEnd(Math.ceil(text.length / ALIGNMENT) * ALIGNMENT));
}

/** Rule F2. */
const VERSION = '2';

/** A safetensors file without its data: the header behind its length, then zeros. */
export function createContainer(
  format: string,
  parts: readonly Part[],
): { bytes: Uint8Array; start: number } {
  const header = headerOf(format, parts);
  const start = 8 + header.length;
  const bytes = new Uint8Array(start + totalBytes(parts));
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  return { bytes, start };
}

/** A safetensors file cut in two. Views, not copies. */
export interface Cut {
  readonly header: Uint8Array;
  /** Where the data begins. */
  readonly start: number;
}

/** Finds the header and sees that it belongs to this format and version, and is of at most so many bytes. What else it says is for the caller to compare. */
export function cutContainer(format: string, bytes: Uint8Array, mostBytes: number): Cut {
  if (bytes.length > mostBytes) {
    refuse('TooLarge', `The file has ${bytes.length} bytes; at most ${mostBytes} are allowed.`);
  }
  if (bytes.length < 8) refuse('Truncated', `A file has at least 8 bytes, got ${bytes.length}.`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(LIMITS.headerBytes)) {
    refuse('TooLarge', `The header claims ${length} bytes; at most ${LIMITS.headerBytes} are allowed.`);
  }
  const start = 8 + Number(length);
  if (start > bytes.length)
    refuse('Truncated', `The header claims ${length} bytes, ${bytes.length - 8} follow.`);
  const header = bytes.subarray(8, start);
  expectFormat(format, header);
  return { header, start };
}

function expectFormat(format: string, header: Uint8Array): void {
  const metadata = metadataOf(header);
  if (metadata['format'] !== format) {
    refuse('BadHeader', `The header names the format ${show(metadata['format'])} instead of "${format}".`);
  }
  if (metadata['version'] !== VERSION) {
    refuse(
      'BadHeader',
      `The header names version ${show(metadata['version'])} of the format, this is version "${VERSION}"; convert the Keras file again.`,
    );
  }
}

const show = (value: unknown): string => JSON.stringify(value)?.slice(0, 60) ?? 'nothing';

function metadataOf(header: Uint8Array): Readonly<Record<string, unknown>> {
  const fields = parseHeader(header);
  const metadata = isRecord(fields) ? fields['__metadata__'] : undefined;
  return isRecord(metadata) ? metadata : refuse('BadHeader', 'The header has no __metadata__.');
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The header has at most a kilobyte, so that nothing in it nests deeply. */
function parseHeader(header: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(header));
  } catch {
    return refuse('BadHeader', 'The header is not JSON in UTF-8.');
  }
}

/** Whether the file is exactly this header and as much data as it announces. */
export function expectContainer(
  format: string,
  bytes: Uint8Array,
  { header, start }: Cut,
  parts: readonly Part[],
): void {
  const size = start + totalBytes(parts);
  if (size > bytes.length) refuse('Truncated', `Expected ${size} bytes, got ${bytes.length}.`);
  const expected = headerOf(format, parts);
  const isSame = expected.length === header.length && expected.every((byte, index) => byte === header[index]);
  if (size !== bytes.length || !isSame) {
    refuse(
      'NotCanonical',
      'The file is not the one encoding of what it holds (rules F2 to F7); encode it again.',
    );
  }
}
