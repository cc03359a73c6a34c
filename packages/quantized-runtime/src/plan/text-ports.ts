import { InputError } from '../errors.ts';
import type { Graph } from '../graph/graph.ts';
import { END_OF_TEXT, findIllFormed, textLength } from '../graph/text.ts';
import { isTextOutput } from '../graph/text-output.ts';

/** Bytes of the one input of a graph that takes a text and nothing besides; 0 for all others. */
export function textBytesOf({ inputs, values }: Graph): number {
  const [port, ...others] = inputs;
  return port?.kind === 'text' && others.length === 0 ? values[port.value]!.shape[0]! : 0;
}

/** Bytes of the one output of a graph that gives a text and nothing besides; 0 for all others. */
export function outputTextBytesOf({ nodes, outputs, values }: Graph): number {
  const [port, ...others] = outputs;
  const isText = port !== undefined && others.length === 0 && isTextOutput(nodes, port);
  return isText ? values[port.value]!.shape[0]! : 0;
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

/** The text in an output port of `size` bytes. Throws InputError `GivesNoText`. */
export function decodeText(output: Uint8Array, size: number): Uint8Array {
  if (size === 0) throw new InputError('GivesNoText', 'The model gives something else than one text.');
  return output.subarray(0, textLength(output.subarray(0, size)));
}
