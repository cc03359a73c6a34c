import type { Hex } from 'viem';
import { type AbiValue, encoderOf } from '../abi/encode.ts';
import { selectorWord } from '../abi/selector.ts';
import { utf8 } from '../abi/text.ts';
import { MAX_REFERENCE_LENGTH } from '../reference.ts';
import { PredictRevert } from './outcome.ts';

const ENCODERS = {
  InvalidCalldata: encoderOf('InvalidCalldata()'),
  UnknownSelector: encoderOf('UnknownSelector(bytes4)'),
  InvalidReference: encoderOf('InvalidReference(string)'),
  UnknownModel: encoderOf('UnknownModel(string)'),
  UnsealedModel: encoderOf('UnsealedModel(bytes32)'),
  UnusableModel: encoderOf('UnusableModel(bytes32,string)'),
  WrongInputLength: encoderOf('WrongInputLength(uint256,uint256)'),
  InputOutOfRange: encoderOf('InputOutOfRange(uint256)'),
  TakesNoText: encoderOf('TakesNoText(bytes32)'),
  GivesNoText: encoderOf('GivesNoText(bytes32)'),
  GeneratesNothing: encoderOf('GeneratesNothing(bytes32)'),
  TextTooLong: encoderOf('TextTooLong(uint256,uint256)'),
  InvalidText: encoderOf('InvalidText(uint256)'),
} as const;

const error = (name: keyof typeof ENCODERS, ...args: readonly AbiValue[]): PredictRevert =>
  new PredictRevert(name, ENCODERS[name](...args));

/** A reference is repeated byte by byte, since what came in need not be text. */
const repeated = (reference: Uint8Array): Uint8Array => reference.subarray(0, MAX_REFERENCE_LENGTH);

/** The custom errors of IPredict (rule P8), ready to throw. */
export const revert = {
  invalidCalldata: () => error('InvalidCalldata'),
  /** `selector`: see selectorKey. */
  unknownSelector: (selector: number) => error('UnknownSelector', selectorWord(selector)),
  invalidReference: (reference: Uint8Array) => error('InvalidReference', repeated(reference)),
  unknownModel: (reference: Uint8Array) => error('UnknownModel', repeated(reference)),
  unsealedModel: (modelId: Hex) => error('UnsealedModel', BigInt(modelId)),
  unusableModel: (modelId: Hex, code: string) => error('UnusableModel', BigInt(modelId), utf8(code)),
  wrongInputLength: (expected: number, given: number) =>
    error('WrongInputLength', BigInt(expected), BigInt(given)),
  inputOutOfRange: (index: number) => error('InputOutOfRange', BigInt(index)),
  takesNoText: (modelId: Hex) => error('TakesNoText', BigInt(modelId)),
  givesNoText: (modelId: Hex) => error('GivesNoText', BigInt(modelId)),
  generatesNothing: (modelId: Hex) => error('GeneratesNothing', BigInt(modelId)),
  textTooLong: (limit: number, given: number) => error('TextTooLong', BigInt(limit), BigInt(given)),
  invalidText: (index: number) => error('InvalidText', BigInt(index)),
} as const;
