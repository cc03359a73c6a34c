import { FloatsRevert } from './errors.ts';
import { readWord, tailLength, WORD } from './words.ts';

/** What an argument is; the table maps it to its ABI type and to the numbers that it admits. */
export type Parameter = 'float32' | 'float64' | 'rounding' | 'bool' | 'int256' | 'digits' | 'text';

interface ParameterType {
  readonly abi: string;
  /** Exclusive upper bound of the word. */
  readonly limit: bigint;
}

const WHOLE_WORD = 1n << 256n;

const TYPES: Readonly<Record<Parameter, ParameterType>> = {
  float32: { abi: 'uint32', limit: 1n << 32n },
  float64: { abi: 'uint64', limit: 1n << 64n },
  rounding: { abi: 'uint8', limit: WHOLE_WORD },
  bool: { abi: 'bool', limit: 2n },
  int256: { abi: 'int256', limit: WHOLE_WORD },
  digits: { abi: 'uint256', limit: WHOLE_WORD },
  text: { abi: 'string', limit: WHOLE_WORD },
};

export function signatureOf(name: string, parameters: readonly Parameter[]): string {
  return `${name}(${parameters.map((parameter) => TYPES[parameter].abi).join(',')})`;
}

export interface Arguments {
  /** One word each, in order. */
  readonly words: readonly bigint[];
  /** The text, of which there is at most one, and only as the first parameter. */
  readonly text: string;
}

/**
 * Reads the canonical ABI encoding and refuses every other one (extra bytes, dirty high bits, odd offsets), so
 * that one call has one encoding. Throws FloatsRevert.
 */
export function decodeArguments(parameters: readonly Parameter[], data: Uint8Array): Arguments {
  const head = WORD * parameters.length;
  if (data.length < head) throw new FloatsRevert('InvalidCalldata');
  const words = parameters.map((parameter, index) => {
    const word = readWord(data, WORD * index);
    if (word >= TYPES[parameter].limit) throw new FloatsRevert('InvalidCalldata');
    return word;
  });
  if (parameters[0] === 'text') return { words, text: decodeText(data, words[0]!, head) };
  if (data.length !== head) throw new FloatsRevert('InvalidCalldata');
  return { words, text: '' };
}

function decodeText(data: Uint8Array, offset: bigint, head: number): string {
  if (offset !== BigInt(head) || data.length < head + WORD) throw new FloatsRevert('InvalidCalldata');
  const length = readWord(data, head);
  if (length > BigInt(data.length)) throw new FloatsRevert('InvalidCalldata');
  const characters = data.subarray(head + WORD, head + WORD + Number(length));
  const padding = data.subarray(head + WORD + Number(length));
  if (data.length !== head + tailLength(Number(length)) || padding.some((byte) => byte !== 0)) {
    throw new FloatsRevert('InvalidCalldata');
  }
  return Buffer.from(characters).toString('latin1');
}
