import type { PrecompileFunc } from '@ethereumjs/evm';
import { analyzeFloats } from '../floats/index.ts';
import { PredictRevert } from '../outcome/outcome.ts';
import { guard } from '../predict/guard.ts';
import { hostOf } from '../predict/host.ts';

/** The floats as a precompile of the EVM: charged, run and guarded like PREDICT. */
export const floatsPrecompile: PrecompileFunc = ({ _EVM: evm, data, gasLimit }) => {
  return guard(hostOf(evm), gasLimit, (gas) => {
    const call = analyzeFloats(data);
    gas.charge('base', call.gas);
    const { reverted, data: answer } = call.execute();
    if (reverted) throw new PredictRevert('floats', answer);
    return answer;
  });
};
