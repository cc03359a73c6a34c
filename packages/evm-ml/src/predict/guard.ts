import { EVMError, type ExecResult } from '@ethereumjs/evm';
import { GasMeter } from '../gas/meter.ts';
import { PredictFault } from '../outcome/fault.ts';
import { OutOfGas, PredictRevert } from '../outcome/outcome.ts';
import type { PredictHost } from './host.ts';

/** How a call ended, for observers. */
export interface Ending {
  readonly outcome: 'returned' | 'reverted' | 'outOfGas';
  /** Name of the custom error, if reverted. */
  readonly error?: string;
}

/** What a guarded call does: charge, then run. @throws PredictRevert, OutOfGas; anything else is a fault. */
type Body = (gas: GasMeter) => Promise<Uint8Array> | Uint8Array;

/**
 * The border between outcome and fault. An outcome becomes a result of the EVM: an answer, a revert with data that
 * leaves unused gas, or out of gas that takes the whole limit. Everything else is recorded on the EVM and thrown as a
 * PredictFault, which no part of the EVM turns into a result.
 */
export async function guard(
  evm: PredictHost,
  gasLimit: bigint,
  body: Body,
  ended?: (ending: Ending, gas: GasMeter) => void,
): Promise<ExecResult> {
  const gas = new GasMeter(gasLimit);
  try {
    const { result, ending } = await settle(gas, body);
    ended?.(ending, gas);
    return result;
  } catch (error) {
    const fault = toFault(error);
    evm.recordFault(fault);
    throw fault;
  }
}

/** Turns what a call may end in into a result of the EVM; faults fly on. */
async function settle(gas: GasMeter, body: Body): Promise<{ result: ExecResult; ending: Ending }> {
  try {
    const returnValue = await body(gas);
    return { result: { executionGasUsed: gas.used, returnValue }, ending: { outcome: 'returned' } };
  } catch (error) {
    if (error instanceof PredictRevert) {
      const exceptionError = new EVMError(EVMError.errorMessages.REVERT);
      return {
        result: { executionGasUsed: gas.used, returnValue: error.data, exceptionError },
        ending: { outcome: 'reverted', error: error.error },
      };
    }
    if (error instanceof OutOfGas) {
      const exceptionError = new EVMError(EVMError.errorMessages.OUT_OF_GAS);
      return {
        // The EVM does not take the whole limit by itself for precompiles.
        result: { executionGasUsed: gas.limit, returnValue: new Uint8Array(), exceptionError },
        ending: { outcome: 'outOfGas' },
      };
    }
    throw error;
  }
}

function toFault(error: unknown): PredictFault {
  if (error instanceof PredictFault) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new PredictFault(`PREDICT failed on this machine, so this node must stop: ${reason}`, {
    cause: error,
  });
}
