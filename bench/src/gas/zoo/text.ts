import type { NodeOf, Shape, Tensor } from '@evm-ml/quantized-runtime';
import { GraphWriter, indexPort, plainValue, realPort, textPort } from '@evm-ml/quantized-runtime/workshop';
import { createRandom } from '../../random.ts';
import type { Specimen } from './specimen.ts';

const END = 0xff;
const SPACE = 0x20;
const LETTER_A = 0x61;

/** A vocabulary, and texts made of its words. */
export interface Words {
  readonly count: number;
  /** Bytes of each word, the last of which tell it from all others. */
  readonly bytes: number;
}

/** Word `index` of a vocabulary: letters that all words share, then its number in letters. */
function wordOf(index: number, { count, bytes }: Words): number[] {
  const digits = Math.max(1, Math.ceil(Math.log(count) / Math.log(26)));
  const word = new Array<number>(Math.max(bytes, digits)).fill(LETTER_A);
  for (let at = word.length - 1, rest = index; rest > 0; at--, rest = Math.floor(rest / 26)) {
    word[at] = LETTER_A + (rest % 26);
  }
  return word;
}

const bytesTensor = (numbers: ArrayLike<number>): Tensor => ({
  shape: [numbers.length],
  data: Uint8Array.from(numbers),
});

/** Tables of a tokenizer that leaves all bytes as they are. */
export function tablesOf(words: Words): { bytes: Tensor; vocabulary: Tensor; ids: Tensor } {
  const list: number[] = [];
  for (let index = 0; index < words.count; index++) {
    for (const byte of wordOf(index, words)) list.push(byte);
    list.push(END);
  }
  return {
    bytes: bytesTensor(Array.from({ length: 256 }, (_, byte) => byte)),
    vocabulary: bytesTensor(list),
    ids: { shape: [words.count], data: Int32Array.from({ length: words.count }, (_, index) => index) },
  };
}

/** A text of `length` bytes: words of the vocabulary by chance, with spaces between them if `isSpaced`. */
export function textOf(length: number, words: Words, isSpaced: boolean, seed = 3): Uint8Array {
  const { uniform } = createRandom(seed);
  const text = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const word = wordOf(Math.floor(uniform() * words.count), words).slice(0, length - at);
    text.set(word, at);
    at += word.length;
    if (isSpaced && at < length) text[at++] = SPACE;
  }
  return text;
}

/** A text of `bytes` bytes to `tokens` tokens. */
export function tokenize(
  fn: NodeOf<'tokenize'>['fn'],
  bytes: number,
  tokens: number,
  words: Words,
): Specimen {
  const graph = new GraphWriter('f32');
  const text = graph.addValue(plainValue([bytes], 'u8'));
  const output = graph.addValue(plainValue([tokens], 'i32'));
  graph.inputs.push(textPort('text', text));
  const tables = tablesOf(words);
  const params = {
    bytes: graph.addTensor('bytes', tables.bytes),
    vocabulary: graph.addTensor('vocabulary', tables.vocabulary),
    ids: graph.addTensor('ids', tables.ids),
  };
  const name = `tokenize ${fn} of ${bytes} to ${tokens} by ${words.count}x${words.bytes}`;
  const fields = { layer: name, fn, unknown: 0, padding: 0, params } as const;
  graph.add({ op: 'tokenize', inputs: [text], outputs: [output], ...fields });
  const example = textOf(bytes, words, fn === 'words');
  return { name, op: 'tokenize', graph: graph.toGraph([{ name: 'y', value: output }]), example };
}

/** The largest of each row. */
export function argmax(shape: Shape): Specimen {
  const graph = new GraphWriter('f32');
  const read = graph.addValue(plainValue(shape));
  const written = graph.addValue(plainValue(shape.slice(0, -1), 'i32'));
  graph.inputs.push(realPort('x', read));
  const name = `argmax ${shape.join('x')}`;
  graph.add({ op: 'argmax', layer: name, inputs: [read], outputs: [written] });
  return { name, op: 'argmax', graph: graph.toGraph([{ name: 'y', value: written }]) };
}

/** `tokens` tokens, of pieces of `bytes` bytes each, to a text. */
export function detokenize(
  fn: NodeOf<'detokenize'>['fn'],
  tokens: number,
  { count, bytes }: Words,
): Specimen {
  const graph = new GraphWriter('f32');
  const read = graph.addValue(plainValue([tokens], 'i32'));
  const most = tokens * bytes + (fn === 'words' ? tokens - 1 : 0);
  const text = graph.addValue(plainValue([most], 'u8'));
  graph.inputs.push(indexPort('tokens', read, count));
  const ends = Int32Array.from({ length: count }, (_, index) => (index + 1) * bytes);
  const params = {
    pieces: graph.addTensor('pieces', bytesTensor(new Uint8Array(count * bytes).fill(LETTER_A))),
    ends: graph.addTensor('ends', { shape: [count], data: ends }),
  };
  const name = `detokenize ${fn} of ${tokens} by ${count}x${bytes}`;
  const around = { layer: name, inputs: [read], outputs: [text] };
  graph.add({ op: 'detokenize', ...around, fn, stop: count, params });
  const { uniform } = createRandom(4);
  const example = Int32Array.from({ length: tokens }, () => Math.floor(uniform() * count));
  const specimen = { name, op: 'detokenize', graph: graph.toGraph([{ name: 'y', value: text }]) } as const;
  return { ...specimen, example: new Uint8Array(example.buffer) };
}
