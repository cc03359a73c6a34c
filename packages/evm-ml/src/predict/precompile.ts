import type { PrecompileFunc } from '@ethereumjs/evm';
import { PredictEvm } from '../evm/predictEvm.ts';
import { predict } from './call.ts';
import { PredictFault } from './faults.ts';
import { guard } from './guard.ts';

/** The door for Solidity: PREDICT as a precompile that answers the selectors of IPredict. */
export const predictPrecompile: PrecompileFunc = ({ _EVM: evm, data, gasLimit }) => {
  if (!(evm instanceof PredictEvm)) throw new PredictFault('PREDICT needs the EVM of createPredictEvm()');
  return guard(evm, gasLimit, 'precompile', (gas, trace) => predict(data, evm, gas, trace));
};
