import type { PrecompileFunc } from '@ethereumjs/evm';
import { bytesToHex } from 'viem';
import { PredictEvm } from '../evm/predictEvm.ts';
import { PredictFault, PredictRevert } from '../predict/faults.ts';
import { guard } from '../predict/guard.ts';
import { analyzeFloats } from './precompile.ts';

/** The floats as a precompile of the EVM: charged, run and guarded like PREDICT. */
export const floatsPrecompile: PrecompileFunc = ({ _EVM: evm, data, gasLimit }) => {
  if (!(evm instanceof PredictEvm)) throw new PredictFault('floats need the EVM of createPredictEvm()');
  return guard(evm, gasLimit, (gas) => {
    const call = analyzeFloats(data);
    gas.charge('base', call.gas);
    const { reverted, data: answer } = call.execute();
    if (reverted) throw new PredictRevert('floats', bytesToHex(answer));
    return answer;
  });
};
