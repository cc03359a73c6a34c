/**
 * The codec of the precompiles. It works on bytes; viem's, which works on hexadecimal text, takes 30 times as long for
 * 784 numbers and more time than their gas pays for. Who sends transactions (src/store, src/viem) uses viem's.
 */

import { selectorOf } from './selector.ts';
import { padded, WORD, writeWord } from './words.ts';

/**
 * What this codec writes: an integer of any type (negative ones in two's complement), `bytes` or `string` as bytes,
 * an array of integers.
 */
export type AbiValue = bigint | Uint8Array | readonly bigint[];

/** The ABI encoding of a list of values: the one that Solidity writes, the canonical one. */
export function encode(...values: readonly AbiValue[]): Uint8Array {
  return encodeBehind(new Uint8Array(), values);
}

/** The ABI encoding of a struct that holds a dynamic value, returned alone. */
export function encodeStruct(...fields: readonly AbiValue[]): Uint8Array {
  return encodeBehind(encode(BigInt(WORD)), fields);
}

/** Encoder of calldata, or of a custom error, with this signature: the selector, then the values. */
export function encoderOf(signature: string): (...values: readonly AbiValue[]) => Uint8Array {
  const selector = selectorOf(signature);
  return (...values) => encodeBehind(selector, values);
}

function encodeBehind(prefix: Uint8Array, values: readonly AbiValue[]): Uint8Array {
  const head = values.length * WORD;
  let size = head;
  for (const value of values) size += tailLength(value);
  const out = new Uint8Array(prefix.length + size);
  out.set(prefix);
  const view = new DataView(out.buffer, prefix.length);
  let at = 0;
  let tail = head;
  for (const value of values) {
    if (typeof value === 'bigint') {
      writeWord(view, at, value);
    } else {
      writeSize(view, at, tail);
      writeSize(view, tail, value.length);
      if (value instanceof Uint8Array) out.set(value, prefix.length + tail + WORD);
      else writeWords(view, tail + WORD, value);
      tail += tailLength(value);
    }
    at += WORD;
  }
  return out;
}

/** Bytes behind the head: the length, then what it counts. */
function tailLength(value: AbiValue): number {
  if (typeof value === 'bigint') return 0;
  return WORD + (value instanceof Uint8Array ? padded(value.length) : value.length * WORD);
}

/** A position or a length: below 2^32, in words that are zero so far. */
function writeSize(view: DataView, at: number, size: number): void {
  view.setUint32(at + WORD - 4, size);
}

function writeWords(view: DataView, at: number, values: readonly bigint[]): void {
  for (let i = 0; i < values.length; i++) writeWord(view, at + i * WORD, values[i]!);
}
