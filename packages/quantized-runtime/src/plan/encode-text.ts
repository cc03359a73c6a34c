import { InputError } from '../errors.ts';
import type { Graph } from '../graph/graph.ts';
import { END_OF_TEXT, findIllFormed } from '../graph/text.ts';

/** Bytes of the one input of a graph that takes a text and nothing besides; 0 for all others. */
export function textBytesOf({ inputs, values }: Graph): number {
  const [port, ...others] = inputs;
  return port?.kind === 'text' && others.length === 0 ? values[port.value]!.shape[0]! : 0;
}

/** A text as a port of `size` bytes takes it, rule N14. Throws InputError `TakesNoText`, `TextTooLong`, `InvalidText`. */
export function encodeText(text: Uint8Array, size: number): Uint8Array {
  if (size === 0) throw new InputError('TakesNoText', 'The model takes something else than one text.');
  if (text.length > size) {
    throw new InputError(
      'TextTooLong',
      `The text has ${text.length} bytes; the model takes ${size} at most.`,
    );
  }
  const wrong = findIllFormed(text);
  if (wrong >= 0) {
    throw new InputError('InvalidText', `The text is no UTF-8 from its byte ${wrong} on.`, wrong);
  }
  const bytes = new Uint8Array(size).fill(END_OF_TEXT);
  bytes.set(text);
  return bytes;
}
