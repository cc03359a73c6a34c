import * as tf from '@tensorflow/tfjs-core';
import { END_OF_TEXT } from '../../../graph/text.ts';
import type { OpFn } from './op.ts';

/** Strings in a list, unlike the kernels: a second opinion on what the rules say. */
export const detokenize: OpFn<'detokenize'> = ({ node, inputs, param, batch, shapes }) => {
  const { fn, stop, params } = node;
  const bytes = Uint8Array.from(param(params.pieces).dataSync());
  const ends = [0, ...param(params.ends).dataSync()];
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const pieces = ends.slice(1).map((end, i) => decoder.decode(bytes.subarray(ends[i], end)));
  const tokens = [...inputs[0]!.dataSync()];
  const [count, length] = [tokens.length / batch, shapes[0]![0]!];
  const texts = new Int32Array(batch * length).fill(END_OF_TEXT);
  for (let example = 0; example < batch; example++) {
    const own = tokens.slice(example * count, (example + 1) * count);
    const kept = own.includes(stop) ? own.slice(0, own.indexOf(stop)) : own;
    const parts = kept.map((token) => pieces[token]!).filter((piece) => piece !== '');
    texts.set(new TextEncoder().encode(parts.join(fn === 'words' ? ' ' : '')), example * length);
  }
  return [tf.tensor(texts, [batch, length], 'int32')];
};
