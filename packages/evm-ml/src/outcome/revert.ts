import { bytesToHex, concatHex, encodeErrorResult, type Hex, toFunctionSelector } from 'viem';
import { encodeBytes } from '../abi/writer.ts';
import { predictAbi } from '../generated/contracts.ts';
import { MAX_REFERENCE_LENGTH } from '../reference.ts';
import { PredictRevert } from './outcome.ts';

/** Errors with a reference in them. It is repeated byte by byte, since what came in need not be text. */
const withReference = (error: 'UnknownModel' | 'InvalidReference') => {
  const selector = toFunctionSelector(`${error}(string)`);
  return (reference: Uint8Array) => {
    const repeated = encodeBytes(reference.subarray(0, MAX_REFERENCE_LENGTH));
    return new PredictRevert(error, concatHex([selector, bytesToHex(repeated)]));
  };
};

/** The custom errors of IPredict (rule P8), ready to throw. */
export const revert = {
  unknownModel: withReference('UnknownModel'),
  invalidReference: withReference('InvalidReference'),
  unsealedModel: (modelId: Hex) =>
    new PredictRevert(
      'UnsealedModel',
      encodeErrorResult({ abi: predictAbi, errorName: 'UnsealedModel', args: [modelId] }),
    ),
  unusableModel: (modelId: Hex, code: string) =>
    new PredictRevert(
      'UnusableModel',
      encodeErrorResult({ abi: predictAbi, errorName: 'UnusableModel', args: [modelId, code] }),
    ),
  wrongInputLength: (expected: number, given: number) =>
    new PredictRevert(
      'WrongInputLength',
      encodeErrorResult({
        abi: predictAbi,
        errorName: 'WrongInputLength',
        args: [BigInt(expected), BigInt(given)],
      }),
    ),
  inputOutOfRange: (index: number) =>
    new PredictRevert(
      'InputOutOfRange',
      encodeErrorResult({ abi: predictAbi, errorName: 'InputOutOfRange', args: [BigInt(index)] }),
    ),
  unknownSelector: (selector: Hex) =>
    new PredictRevert(
      'UnknownSelector',
      encodeErrorResult({ abi: predictAbi, errorName: 'UnknownSelector', args: [selector] }),
    ),
  invalidCalldata: () =>
    new PredictRevert(
      'InvalidCalldata',
      encodeErrorResult({ abi: predictAbi, errorName: 'InvalidCalldata' }),
    ),
} as const;
