import { selectorOf } from './selector.ts';
import { WORD, writeWord } from './words.ts';

/** The custom errors of the precompile, rule E5, as in contracts/floats/IFloats.sol. */
const SIGNATURES = {
  InvalidCalldata: 'InvalidCalldata()',
  InvalidDecimal: 'InvalidDecimal()',
  InvalidDigits: 'InvalidDigits(uint256)',
  InvalidRounding: 'InvalidRounding(uint256)',
  UnknownSelector: 'UnknownSelector(bytes4)',
} as const;

type FloatsError = keyof typeof SIGNATURES;

const SELECTORS: ReadonlyMap<string, Uint8Array> = new Map(
  Object.entries(SIGNATURES).map(([error, signature]) => [error, selectorOf(signature)]),
);

/** Thrown while reading calldata or running; becomes revert data, never leaves this folder. */
export class FloatsRevert extends Error {
  override readonly name = 'FloatsRevert';
  /** ABI-encoded custom error. */
  readonly data: Uint8Array;

  constructor(error: FloatsError, argument?: bigint) {
    super(SIGNATURES[error]);
    const data = new Uint8Array(4 + (argument === undefined ? 0 : WORD));
    data.set(SELECTORS.get(error)!);
    if (argument !== undefined) writeWord(data, 4, argument);
    this.data = data;
  }
}
