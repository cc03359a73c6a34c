import type { PrecompileFunc } from '@ethereumjs/evm';
import { PREDICT_ADDRESS } from '../addresses.ts';
import { FLOATS_ADDRESS } from '../floats/index.ts';
import { predictPrecompile } from '../predict/precompile.ts';
import { floatsPrecompile } from './floats-precompile.ts';

/** The precompiles that activation brings, by address: 40 lower-case digits, as the EVM's own table has them. */
export const PRECOMPILES: ReadonlyMap<string, PrecompileFunc> = new Map([
  [PREDICT_ADDRESS.slice(2), predictPrecompile],
  [FLOATS_ADDRESS.slice(2), floatsPrecompile],
]);
