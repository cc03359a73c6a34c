import { type Definitions, define } from '../define.ts';
import {
  blockOverrides,
  callRequest,
  optionalBlock,
  pendingByDefault,
  stateOverrides,
} from '../parameters/index.ts';
import * as result from '../results/index.ts';

const call = [
  { call: callRequest },
  { block: optionalBlock },
  { stateOverrides: stateOverrides.nullish() },
  { blockOverrides: blockOverrides.nullish() },
] as const;

/** Calls that leave no trace. */
export const callMethods = {
  eth_call: define('Output of a call on the state of a block.', call, result.bytes),

  eth_estimateGas: define(
    'The least gas with which a call succeeds in the block that would be made now, up to 1/64 too much.',
    [call[0], { block: pendingByDefault }, call[2], call[3]],
    result.quantity,
  ),

  eth_createAccessList: define(
    'Accounts and slots that a call uses, to be declared beforehand (EIP-2930).',
    call,
    result.accessListOfCall,
  ),
} satisfies Definitions;
