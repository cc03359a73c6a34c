import { EVMError, type EVMResult, type Message } from '@ethereumjs/evm';
import type { Address } from '@ethereumjs/util';
import { bytesToHex, encodeErrorResult, hexToBytes } from 'viem';
import { MODEL_STORE_ADDRESS } from '../addresses.ts';
import { permissionsAbi } from '../generated/contracts.ts';
import type { Permits } from './permits.ts';
import { isPublishing } from './publishing-calls.ts';

/**
 * How a frame ends that the sender of its transaction may not have run (rule D32): it reverts before its first
 * instruction, uses none of its gas, and says why. Undefined: it may run.
 */
export function refuseFrame(message: Message, origin: Address, permits: Permits): EVMResult | undefined {
  const errorName = refusalOf(message, origin, permits);
  if (!errorName) return undefined;
  const data = encodeErrorResult({ abi: permissionsAbi, errorName, args: [bytesToHex(origin.bytes)] });
  return {
    execResult: {
      returnValue: hexToBytes(data),
      exceptionError: new EVMError(EVMError.errorMessages.REVERT),
      executionGasUsed: 0n,
    },
  };
}

/** What the store creates holds no code that runs: whoever may publish may have it created. */
function refusalOf({ to, caller, data }: Message, origin: Address, permits: Permits) {
  const isPublished = to
    ? isPublishing(bytesToHex(to.bytes), data)
    : bytesToHex(caller.bytes) === MODEL_STORE_ADDRESS;
  if (isPublished) return permits.mayPublish(origin) ? undefined : 'MayNotPublish';
  return to || permits.mayDeploy(origin) ? undefined : 'MayNotDeploy';
}
