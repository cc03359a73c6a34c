export { networkToSolidity, type SolidityOptions } from './network-to-solidity.ts';
export { SolidityError } from './solidity-error.ts';
