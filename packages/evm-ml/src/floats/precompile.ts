import { encode } from '../abi/encode.ts';
import { SELECTOR_LENGTH, selectorKey, selectorWord } from '../abi/selector.ts';
import { entryPointOf } from './abi/entry-points.ts';
import { FloatsRevert } from './abi/errors.ts';
import { decodeArguments } from './abi/parameters.ts';
import { FLOATS_GAS } from './gas.ts';

/** What a call ends in: return data, or the revert data of a custom error. */
export interface FloatsOutcome {
  readonly reverted: boolean;
  readonly data: Uint8Array;
}

/** A call whose price is known and which has not run yet. */
export interface FloatsCall {
  readonly gas: bigint;
  execute(): FloatsOutcome;
}

/**
 * Reads a call to the floats precompile (spec/floats.md) and prices it. Charge `gas` first, then `execute`.
 * A pure function of the calldata. Whatever it throws is a bug, never something that calldata can cause.
 */
export function analyzeFloats(calldata: Uint8Array): FloatsCall {
  try {
    if (calldata.length < SELECTOR_LENGTH) throw new FloatsRevert('InvalidCalldata');
    const selector = selectorKey(calldata);
    const entry = entryPointOf(selector);
    if (!entry) throw new FloatsRevert('UnknownSelector', selectorWord(selector));
    const args = decodeArguments(entry.parameters, calldata.subarray(SELECTOR_LENGTH));
    return {
      gas: BigInt(entry.gas(args)),
      execute: () => attempt(() => encode(...entry.run(args))),
    };
  } catch (error) {
    const refused = revertOf(error);
    return { gas: BigInt(FLOATS_GAS.refused), execute: () => refused };
  }
}

function attempt(run: () => Uint8Array): FloatsOutcome {
  try {
    return { reverted: false, data: run() };
  } catch (error) {
    return revertOf(error);
  }
}

function revertOf(error: unknown): FloatsOutcome {
  if (error instanceof FloatsRevert) return { reverted: true, data: error.data };
  throw error;
}
