import { hexToBytes, toFunctionSelector } from 'viem';

const SELECTOR = hexToBytes(toFunctionSelector('predictRaw(string,bytes)'));
const WORD = 32;

const padded = (length: number): number => Math.ceil(length / WORD) * WORD;

/** Calldata of `predictRaw(reference, input)`. */
export function encodeRawCall(reference: Uint8Array, input: Uint8Array): Uint8Array {
  const inputAt = 3 * WORD + padded(reference.length);
  const data = new Uint8Array(SELECTOR.length + inputAt + WORD + padded(input.length));
  data.set(SELECTOR);
  const args = data.subarray(SELECTOR.length);
  const view = new DataView(args.buffer, args.byteOffset);
  const putSize = (at: number, size: number) => view.setUint32(at + WORD - 4, size);
  putSize(0, 2 * WORD);
  putSize(WORD, inputAt);
  putSize(2 * WORD, reference.length);
  args.set(reference, 3 * WORD);
  putSize(inputAt, input.length);
  args.set(input, inputAt + WORD);
  return data;
}

/** The bytes inside an answer of `predictRaw`. */
export function decodeRawAnswer(answer: Uint8Array): Uint8Array {
  const length = new DataView(answer.buffer, answer.byteOffset).getUint32(2 * WORD - 4);
  return answer.subarray(2 * WORD, 2 * WORD + length);
}
