import type { AbiValue } from '../../abi/encode.ts';
import type { FloatFormat, FloatResult } from '../format.ts';
import { type RoundingMode, roundingMode } from '../rounding.ts';
import { FloatsRevert } from './errors.ts';
import type { Arguments, Parameter } from './parameters.ts';

/** One function of the precompile. */
export interface EntryPoint {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** The price of a call with these arguments, rule E6. */
  gas(args: Arguments): number;
  /** The values that the call returns. Throws FloatsRevert for arguments that the ABI admits and the function does not. */
  run(args: Arguments): readonly AbiValue[];
}

/** The argument at `index`; the table's parameters say that it is there. */
export function word(args: Arguments, index: number): bigint {
  return args.words[index]!;
}

/** The rounding mode at `index`. Throws FloatsRevert for a number that is none. */
export function rounding(args: Arguments, index: number): RoundingMode {
  const mode = roundingMode(word(args, index));
  if (mode === undefined) throw new FloatsRevert('InvalidRounding', word(args, index));
  return mode;
}

/** Bits and flags, as two words. */
export function returned({ bits, flags }: FloatResult): readonly AbiValue[] {
  return [bits, BigInt(flags)];
}

/** The parameter type of a format's numbers. */
export function parameterOf(format: FloatFormat): Parameter {
  return format.width === 32 ? 'float32' : 'float64';
}
