import type { PrecompileFunc } from '@ethereumjs/evm';
import { PredictFault } from './faults.ts';

/** The door for Solidity: PREDICT as a precompile. */
export const predictPrecompile: PrecompileFunc = () => {
  throw new PredictFault('PREDICT is not built yet');
};
