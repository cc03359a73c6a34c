import type { ExecResult, PrecompileFunc } from '@ethereumjs/evm';
import { PredictEvm } from '../evm/predictEvm.ts';
import { predict } from './call.ts';
import { PredictFault } from './faults.ts';
import { guard } from './guard.ts';
import type { PredictTrace } from './trace.ts';
import { TraceBuilder } from './traceBuilder.ts';

/** A guarded and observed call of PREDICT, through either door. */
export function runPredict(
  evm: PredictEvm,
  data: Uint8Array,
  gasLimit: bigint,
  door: PredictTrace['door'],
): Promise<ExecResult> {
  const trace = new TraceBuilder(door);
  return guard(
    evm,
    gasLimit,
    (gas) => predict(data, evm, gas, trace),
    (ending, gas) => evm.observer?.(trace.build(gas, ending)),
  );
}

/** The door for Solidity: PREDICT as a precompile that answers the selectors of IPredict. */
export const predictPrecompile: PrecompileFunc = ({ _EVM: evm, data, gasLimit }) => {
  if (!(evm instanceof PredictEvm)) throw new PredictFault('PREDICT needs the EVM of createPredictEvm()');
  return runPredict(evm, data, gasLimit, 'precompile');
};
