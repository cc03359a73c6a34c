import type { NodeOf } from '../../graph/graph.ts';
import { END_OF_TEXT } from '../../graph/text.ts';
import type { Bind, Machine, Prepare } from '../kernel.ts';
import { dataOf, operandsOf } from './views.ts';

type Word = readonly number[];

const SPACE = 0x20;

/** The list's words, in its order. */
function listWords(list: ArrayLike<number>): Word[] {
  const words: Word[] = [];
  let word: number[] = [];
  for (let i = 0; i < list.length; i++) {
    if (list[i] === END_OF_TEXT) {
      words.push(word);
      word = [];
    } else word.push(list[i]!);
  }
  return words;
}

/** Parts of a text, none of them empty: a new one begins where `begins` says so, and bytes that `splits` holds for are in none. */
function cut(text: Word, begins: (byte: number) => boolean, splits: (byte: number) => boolean): Word[] {
  const parts: number[][] = [];
  let isOpen = false;
  for (const byte of text) {
    if (splits(byte)) isOpen = false;
    else if (!isOpen || begins(byte)) {
      parts.push([byte]);
      isOpen = true;
    } else parts.at(-1)!.push(byte);
  }
  return parts;
}

const PARTS: Readonly<Record<NodeOf<'tokenize'>['fn'], (text: Word) => readonly Word[]>> = {
  whole: (text) => (text.length === 0 ? [] : [text]),
  words: (text) =>
    cut(
      text,
      () => false,
      (byte) => byte === SPACE,
    ),
  characters: (text) =>
    cut(
      text,
      (byte) => (byte & 0xc0) !== 0x80,
      () => false,
    ),
};

/** Below 0, 0, above 0: whether `a` comes before `b` by its bytes. */
function compareWords(a: Word, b: Word): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

/** Where the rising list holds the word; -1 if it does not. */
function findWord(words: readonly Word[], word: Word): number {
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = compareWords(words[middle]!, word);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return -1;
}

/** A text becomes tokens, rule O8. */
export const tokenize: Prepare<Machine, NodeOf<'tokenize'>> = (node, layout): Bind<Machine> => {
  const { input, output, view } = operandsOf(node, layout);
  const { params, unknown, padding } = node;
  const bytes = dataOf(layout, params.bytes);
  const ids = dataOf(layout, params.ids);
  const partsOf = PARTS[node.fn];
  return (machine) => {
    const words = listWords(dataOf(layout, params.vocabulary));
    const x = view(input, machine);
    const y = view(output, machine);
    return (batch) => {
      for (let example = 0; example < batch; example++) {
        const text: number[] = [];
        for (let i = 0; i < input.elements; i++) {
          const byte = x[example * input.elements + i]!;
          if (byte === END_OF_TEXT) break;
          const kept = bytes[byte]!;
          if (kept !== END_OF_TEXT) text.push(kept);
        }
        const parts = partsOf(text);
        for (let i = 0; i < output.elements; i++) {
          const part = parts[i];
          const word = part === undefined ? -1 : findWord(words, part);
          const token = part === undefined ? padding : word < 0 ? unknown : ids[word]!;
          y[example * output.elements + i] = token;
        }
      }
    };
  };
};
