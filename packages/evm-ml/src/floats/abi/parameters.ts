import { AbiError, AbiReader } from '../../abi/reader.ts';
import { FloatsRevert } from './errors.ts';

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
  /** One word each, in order; an offset for the text. */
  readonly words: readonly bigint[];
  /** The text's bytes. There is at most one, and only as the first parameter. */
  readonly text: Uint8Array;
}

/** Reads the canonical ABI encoding and refuses every other one, rule E4. Throws FloatsRevert. */
export function decodeArguments(parameters: readonly Parameter[], data: Uint8Array): Arguments {
  try {
    return readArguments(parameters, new AbiReader(data));
  } catch (error) {
    if (error instanceof AbiError) throw new FloatsRevert('InvalidCalldata');
    throw error;
  }
}

function readArguments(parameters: readonly Parameter[], args: AbiReader): Arguments {
  const words = parameters.map((parameter, index) => {
    const word = args.uint(index);
    if (word >= TYPES[parameter].limit) throw new AbiError(`argument ${index} has too many bits`);
    return word;
  });
  const text = parameters[0] === 'text' ? args.bytes(0) : undefined;
  args.expectCanonical(parameters.length, text);
  return { words, text: text ?? NO_TEXT };
}

const NO_TEXT = new Uint8Array();
