import * as tf from '@tensorflow/tfjs-core';
import { END_OF_TEXT, textLength } from '../../../graph/text.ts';
import type { OpFn } from './op.ts';

const latin1 = (bytes: Iterable<number>): string => String.fromCharCode(...bytes);

/** Where texts of one byte a character are cut, by function. */
const PARTS = {
  whole: (text: string) => [text],
  words: (text: string) => text.split(' '),
  characters: (text: string) => text.match(/[^\x80-\xbf]?[\x80-\xbf]*/g) ?? [],
} as const;

/** Strings and a map, unlike the kernels: a second opinion on what the rules say. */
export const tokenize: OpFn<'tokenize'> = ({ node, inputs, param, batch, shapes }) => {
  const { fn, unknown, padding, params } = node;
  const bytes = param(params.bytes).dataSync();
  const list = Array.from(param(params.vocabulary).dataSync(), (byte) => latin1([byte])).join('');
  const ids = param(params.ids).dataSync();
  const known = new Map(list.split('\xff').map((word, index) => [word, ids[index] ?? unknown]));
  const data = Uint8Array.from(inputs[0]!.dataSync());
  const [size, length] = [data.length / batch, shapes[0]![0]!];
  const tokens = new Int32Array(batch * length).fill(padding);
  for (let example = 0; example < batch; example++) {
    const given = data.subarray(example * size, (example + 1) * size);
    const kept = Array.from(given.subarray(0, textLength(given)), (byte) => bytes[byte]!);
    const text = kept.map((byte) => (byte === END_OF_TEXT ? '' : latin1([byte]))).join('');
    const parts = PARTS[fn](text).filter((part) => part !== '');
    parts.slice(0, length).forEach((part, i) => {
      tokens[example * length + i] = known.get(part) ?? unknown;
    });
  }
  return [tf.tensor(tokens, [batch, length], 'int32')];
};
