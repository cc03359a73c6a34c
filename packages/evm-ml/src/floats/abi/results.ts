import { tailLength, WORD, writeWord } from './words.ts';

/** What an entry point returns: words, or a text followed by words. */
export interface Returned {
  readonly text?: string;
  readonly words: readonly bigint[];
}

/** The ABI encoding. Texts are ASCII. */
export function encodeResult({ text, words }: Returned): Uint8Array {
  const head = WORD * (words.length + (text === undefined ? 0 : 1));
  const data = new Uint8Array(head + (text === undefined ? 0 : tailLength(text.length)));
  let offset = 0;
  if (text !== undefined) {
    writeWord(data, 0, BigInt(head));
    writeWord(data, head, BigInt(text.length));
    data.set(Buffer.from(text, 'latin1'), head + WORD);
    offset = WORD;
  }
  words.forEach((word, index) => {
    writeWord(data, offset + WORD * index, word);
  });
  return data;
}
