import { ELEMENT_BYTES, elementCount, viewOf } from '../graph/element-types.ts';
import type { ElementType, Network, Shape, Tensor } from '../graph/graph.ts';
import { LIMITS } from '../graph/limits.ts';
import { refuse } from '../graph/refuse.ts';
import { readTensorName } from '../graph/schema/fields.ts';
import { readProgram } from '../graph/schema/program.ts';
import {
  readInteger,
  readList,
  readObject,
  readOneOf,
  readPair,
  readRecord,
  readText,
} from '../graph/schema/reader.ts';
import { isCanonicalJson, parseJson } from './canonical-json.ts';
import { DTYPES, type Dtype, type HeaderEntry, headerText, layOut, type Metadata } from './header.ts';
import { readKerasModel } from './keras-model.ts';

interface Entry {
  readonly type: ElementType;
  readonly shape: Shape;
  readonly begin: number;
  readonly end: number;
}

const anyText = readText(LIMITS.headerBytes);
const readMetadata = readObject({
  format: readOneOf('evm-ml'),
  version: readOneOf('1'),
  program: anyText,
  keras: anyText,
});
const dataOffset = readInteger(0, LIMITS.artefactBytes);
const readTensorEntry = readObject({
  dtype: readOneOf<Dtype>('F32', 'I32', 'I16', 'I8', 'U8'),
  shape: readList(readInteger(1, LIMITS.artefactBytes), LIMITS.rank),
  data_offsets: readPair(dataOffset),
});

/** Bytes to the header's text and where the data begins. Allocates nothing that the bytes do not pay for. */
function cutHeader(bytes: Uint8Array): { readonly header: Uint8Array; readonly start: number } {
  if (bytes.length > LIMITS.artefactBytes) {
    refuse(
      'TooLarge',
      `The artefact has ${bytes.length} bytes; at most ${LIMITS.artefactBytes} are allowed.`,
    );
  }
  if (bytes.length < 8) refuse('Truncated', `An artefact has at least 8 bytes, got ${bytes.length}.`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(LIMITS.headerBytes)) {
    refuse('TooLarge', `The header claims ${length} bytes; at most ${LIMITS.headerBytes} are allowed.`);
  }
  const start = 8 + Number(length);
  if (start > bytes.length)
    refuse('Truncated', `The header claims ${length} bytes, ${bytes.length - 8} follow.`);
  return { header: bytes.subarray(8, start), start };
}

function decodeText(header: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(header);
  } catch {
    return refuse('BadHeader', 'The header is not UTF-8 text.');
  }
}

function readEntries(header: Readonly<Record<string, unknown>>): Map<string, Entry> {
  const names = Object.keys(header).filter((name) => name !== '__metadata__');
  if (names.length > LIMITS.tensors) refuse('TooLarge', `More than ${LIMITS.tensors} tensors.`);
  const entries = new Map<string, Entry>();
  for (const name of names) {
    readTensorName(name, 'A tensor name');
    const { dtype, shape, data_offsets } = readTensorEntry(header[name], `Tensor "${name}"`);
    const [begin, end] = data_offsets;
    const type = DTYPES[dtype];
    if (end - begin !== elementCount(shape) * ELEMENT_BYTES[type]) {
      refuse('BadTensor', `Tensor "${name}" of shape [${shape}] does not fill bytes ${begin} to ${end}.`);
    }
    entries.set(name, { type, shape, begin, end });
  }
  return entries;
}

/** Views into the artefact; a copy of it only where the data is not aligned in memory. */
function viewTensors(
  bytes: Uint8Array,
  start: number,
  entries: ReadonlyMap<string, Entry>,
): Map<string, Tensor> {
  const whole = (bytes.byteOffset + start) % 4 === 0 ? bytes : bytes.slice();
  const tensors = new Map<string, Tensor>();
  for (const [name, { type, shape, begin }] of entries) {
    const offset = whole.byteOffset + start + begin;
    if (start + begin + elementCount(shape) * ELEMENT_BYTES[type] > bytes.length) {
      refuse('Truncated', `Tensor "${name}" ends after the last byte.`);
    }
    if (offset % ELEMENT_BYTES[type] !== 0)
      refuse('NotCanonical', `Tensor "${name}" is not aligned (rule F5).`);
    tensors.set(name, { shape, data: viewOf(type, whole.buffer, offset, elementCount(shape)) });
  }
  return tensors;
}

/** Rule F5: every tensor lies where its name and type put it, and nothing behind the last. */
function expectPlaces(
  bytes: Uint8Array,
  header: Uint8Array,
  laid: readonly HeaderEntry[],
  entries: ReadonlyMap<string, Entry>,
): void {
  for (const { name, begin } of laid) {
    if (entries.get(name)!.begin !== begin)
      refuse('NotCanonical', `Tensor "${name}" is not where rule F5 puts it.`);
  }
  const size = 8 + header.length + (laid.at(-1)?.end ?? 0);
  if (size !== bytes.length) {
    refuse(
      size > bytes.length ? 'Truncated' : 'NotCanonical',
      `Expected ${size} bytes, got ${bytes.length}.`,
    );
  }
}

/** Rule F7: what was read must be written as the same text. Tensor bytes are views, so only their places matter. */
function isCanonical(
  header: Uint8Array,
  text: string,
  metadata: Metadata,
  laid: readonly HeaderEntry[],
): boolean {
  const written = headerText(metadata, laid);
  // UTF-8 text is as good as its bytes, and comparing it takes no second copy of them.
  const spaces = text.length - written.length;
  return header.length % 8 === 0 && spaces >= 0 && spaces < 8 && text === written + ' '.repeat(spaces);
}

/**
 * Reads an artefact (rules F1 to F10). Tensors are views into `bytes`, which must not change afterwards.
 * Throws ArtefactError and nothing else, whatever the bytes. Whether the graph makes sense is `validate`'s question.
 */
export function decodeNetwork(bytes: Uint8Array): Network {
  const { header, start } = cutHeader(bytes);
  const text = decodeText(header);
  const fields = readRecord(parseJson(text, 'The header', 'BadHeader'), 'The header');
  const given = readMetadata(fields['__metadata__'], '__metadata__');
  const entries = readEntries(fields);
  const programJson = parseJson(given.program, 'The program', 'BadProgram');
  const program = readProgram(programJson, 'program');
  const kerasJson = parseJson(given.keras, 'The Keras config', 'BadProgram');
  const keras = readKerasModel(kerasJson, 'keras');
  const tensors = viewTensors(bytes, start, entries);
  // Before anything is compared: what JSON cannot say has its own refusal.
  const isSaid =
    isCanonicalJson(given.program, programJson, 'The program') &&
    isCanonicalJson(given.keras, kerasJson, 'The Keras config');
  const laid = layOut(tensors);
  expectPlaces(bytes, header, laid, entries);
  if (!isSaid || !isCanonical(header, text, given, laid)) {
    refuse(
      'NotCanonical',
      'The header is not in its canonical form (rules F2 to F6); encode the network again.',
    );
  }
  return { graph: { ...program, tensors }, keras };
}
