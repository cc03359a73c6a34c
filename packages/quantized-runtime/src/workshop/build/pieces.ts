import type { DetokenizeNode, Tensor } from '../../graph/graph.ts';
import { textBytes } from '../../graph/operators/detokenize.ts';

/** What the classes of a network stand for, where its output is to be a text (rule O9). */
export interface TextOutput {
  /** The piece of each class, by its place. */
  readonly pieces: readonly string[];
  /** `words`: a space between pieces. Default `joined`: none. */
  readonly fn?: DetokenizeNode['fn'];
  /** The piece before which a text ends, one of `pieces`. Default: texts end behind the last class. */
  readonly stop?: string;
}

/** A detokenizer's tables, and how many bytes a text of so many tokens can have. */
export interface Pieces {
  readonly pieces: Tensor;
  readonly ends: Tensor;
  textBytes(tokens: number): number;
}

/** Null where all pieces are empty, and every text would be. */
export function encodePieces({ pieces, fn = 'joined' }: TextOutput): Pieces | null {
  const encoded = pieces.map((piece) => new TextEncoder().encode(piece));
  const longest = encoded.reduce((most, { length }) => Math.max(most, length), 0);
  if (longest === 0) return null;
  let end = 0;
  const ends = Int32Array.from(encoded, ({ length }) => {
    end += length;
    return end;
  });
  const joined = Uint8Array.from(encoded.flatMap((piece) => [...piece]));
  return {
    pieces: { shape: [joined.length], data: joined },
    ends: { shape: [ends.length], data: ends },
    textBytes: (tokens) => textBytes(fn, tokens, longest),
  };
}
