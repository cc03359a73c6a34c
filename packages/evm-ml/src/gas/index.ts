/** Prices, for those who show what a network costs before anybody pays for it. No EVM comes along. */
export { operatorGas } from './operators.ts';
export type { OperatorGas } from './split.ts';
