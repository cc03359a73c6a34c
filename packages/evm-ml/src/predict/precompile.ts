import type { ExecResult, PrecompileFunc } from '@ethereumjs/evm';
import { predict } from './call.ts';
import { guard } from './guard.ts';
import { hostOf, type PredictHost } from './host.ts';
import { TraceBuilder } from './trace-builder.ts';

/** A guarded and observed call. */
function runPredict(evm: PredictHost, data: Uint8Array, gasLimit: bigint): Promise<ExecResult> {
  const trace = new TraceBuilder(evm.door);
  return guard(
    evm,
    gasLimit,
    (gas) => predict(data, evm, gas, trace),
    (ending, gas) => evm.observer?.(trace.build(gas, ending)),
  );
}

/** PREDICT as a precompile that answers the selectors of IPredict: the door for Solidity, behind which the opcode ends up too. */
export const predictPrecompile: PrecompileFunc = ({ _EVM: evm, data, gasLimit }) => {
  return runPredict(hostOf(evm), data, gasLimit);
};
