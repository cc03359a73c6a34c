export { FLOATS_ADDRESS } from './address.ts';
export { Flag } from './flags.ts';
export { FLOATS_GAS } from './gas.ts';
export { Relation, type RelationCode } from './operations/compare.ts';
export { analyzeFloats, type FloatsCall, type FloatsOutcome } from './precompile.ts';
export { Rounding, type RoundingMode } from './rounding.ts';
