import type { DetokenizeNode, Tensor } from '../../src/index.ts';

/** Fields of a tokenizer but its function; its params are those of `tokenizerOf`. */
export const TOKENIZE = { op: 'tokenize', unknown: 1, padding: 0 } as const;

const bytes = (...numbers: readonly number[]): Tensor => ({
  shape: [numbers.length],
  data: Uint8Array.from(numbers),
});

/** A vocabulary's bytes: words in the order given, each followed by 0xff. */
export const listOf = (words: readonly (string | readonly number[])[]): Tensor =>
  bytes(
    ...words.flatMap((word) => [...(typeof word === 'string' ? new TextEncoder().encode(word) : word), 0xff]),
  );

/** Bytes as they are but for `changes`. */
export const bytesBut = (changes: Readonly<Record<number, number>> = {}): Tensor =>
  bytes(...Array.from({ length: 256 }, (_, byte) => changes[byte] ?? byte));

/** Words that are in rising order, with tokens from 2 on. */
export function tokenizerOf(words: readonly (string | readonly number[])[]) {
  const ids: Tensor = { shape: [words.length], data: Int32Array.from(words, (_, index) => index + 2) };
  return { bytes: bytesBut(), vocabulary: listOf(words), ids };
}

/** Fields of a detokenizer but its function; its params are those of `piecesOf`. */
export const DETOKENIZE = { op: 'detokenize', stop: 0 } as const satisfies Partial<DetokenizeNode>;

/** Pieces by token. */
export function piecesOf(pieces: readonly (string | readonly number[])[]) {
  const encoded = pieces.map((piece) =>
    typeof piece === 'string' ? [...new TextEncoder().encode(piece)] : piece,
  );
  let end = 0;
  const ends = Int32Array.from(encoded, ({ length }) => {
    end += length;
    return end;
  });
  return { pieces: bytes(...encoded.flat()), ends: { shape: [ends.length], data: ends } satisfies Tensor };
}
