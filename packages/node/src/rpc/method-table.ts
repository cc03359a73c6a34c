import type { MethodTable } from './method.ts';
import { blockMethods } from './methods/blocks.ts';
import { callMethods } from './methods/calls.ts';
import { feeMethods } from './methods/fees.ts';
import { logMethods } from './methods/logs.ts';
import { networkMethods } from './methods/network.ts';
import { predictMethods } from './methods/predict.ts';
import { stateMethods } from './methods/state.ts';
import { transactionMethods } from './methods/transactions.ts';

/** Methods that every node serves. */
export const publicMethods: MethodTable = {
  ...networkMethods,
  ...blockMethods,
  ...transactionMethods,
  ...stateMethods,
  ...callMethods,
  ...feeMethods,
  ...logMethods,
  ...predictMethods,
};
