import { encoderOf } from '../../abi/encode.ts';

/** The custom errors of the precompile, rule E5, as in contracts/floats/IFloats.sol. */
const ENCODERS = {
  InvalidCalldata: encoderOf('InvalidCalldata()'),
  InvalidDecimal: encoderOf('InvalidDecimal()'),
  InvalidDigits: encoderOf('InvalidDigits(uint256)'),
  InvalidRounding: encoderOf('InvalidRounding(uint256)'),
  UnknownSelector: encoderOf('UnknownSelector(bytes4)'),
} as const;

/** Thrown while reading calldata or running; becomes revert data, never leaves this folder. */
export class FloatsRevert extends Error {
  override readonly name = 'FloatsRevert';
  /** ABI-encoded custom error. */
  readonly data: Uint8Array;

  constructor(error: keyof typeof ENCODERS, ...args: readonly bigint[]) {
    super(error);
    this.data = ENCODERS[error](...args);
  }
}
