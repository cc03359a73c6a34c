import { EVMError, type ExecResult } from '@ethereumjs/evm';
import { hexToBytes } from '@ethereumjs/util';
import type { PredictEvm } from '../evm/predictEvm.ts';
import { GasMeter } from '../gas/meter.ts';
import { OutOfGas, PredictFault, PredictRevert } from './faults.ts';
import type { PredictTrace } from './trace.ts';
import { TraceBuilder } from './traceBuilder.ts';

type Body = (gas: GasMeter, trace: TraceBuilder) => Promise<Uint8Array>;

/**
 * The border between outcome and fault. An outcome becomes a result of the EVM: an answer, a revert with data that
 * leaves unused gas, or out of gas that takes the whole limit. Everything else is recorded on the EVM and thrown as a
 * PredictFault, which no part of the EVM turns into a result.
 */
export async function guard(
  evm: PredictEvm,
  gasLimit: bigint,
  door: PredictTrace['door'],
  body: Body,
): Promise<ExecResult> {
  const gas = new GasMeter(gasLimit);
  const trace = new TraceBuilder(door);
  const tell = (outcome: PredictTrace['outcome'], error?: string) =>
    evm.observer?.(trace.build(gas, outcome, error));
  try {
    const returnValue = await body(gas, trace);
    tell('returned');
    return { executionGasUsed: gas.used, returnValue };
  } catch (error) {
    if (error instanceof PredictRevert) {
      tell('reverted', error.error);
      return {
        executionGasUsed: gas.used,
        returnValue: hexToBytes(error.data),
        exceptionError: new EVMError(EVMError.errorMessages.REVERT),
      };
    }
    if (error instanceof OutOfGas) {
      tell('outOfGas');
      // The EVM does not do this for precompiles.
      return {
        executionGasUsed: gasLimit,
        returnValue: new Uint8Array(),
        exceptionError: new EVMError(EVMError.errorMessages.OUT_OF_GAS),
      };
    }
    const fault = toFault(error);
    evm.recordFault(fault);
    throw fault;
  }
}

function toFault(error: unknown): PredictFault {
  if (error instanceof PredictFault) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new PredictFault(`PREDICT failed on this machine, so this node must stop: ${reason}`, {
    cause: error,
  });
}
