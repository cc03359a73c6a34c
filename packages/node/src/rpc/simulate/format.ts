import { errorCode } from '@evm-ml/rpc';
import type { CallResult } from '../../chain/call.ts';
import type { SimulatedBlock } from '../../chain/simulate/simulate-block.ts';
import { callError } from '../call-message.ts';
import { formatBlock } from '../format/block.ts';
import { toData, toQuantity } from '../format/hex.ts';
import { formatLog } from '../format/log.ts';

/** Code of a call that failed other than by a revert. */
const vmError = -32015;

/** A simulated block with what came of its calls. */
export function formatSimulated({ block, results }: SimulatedBlock, full: boolean) {
  return {
    ...formatBlock(block, full),
    calls: results.map((call, index) => ({
      ...formatResult(call),
      logs: call.shownLogs.map((shown) => formatLog(shown.log, { block, index }, shown.index)),
    })),
  };
}

function formatResult(call: CallResult) {
  const shown = {
    returnData: call.success ? toData(call.returnData) : '0x',
    gasUsed: toQuantity(call.gasUsed),
    maxUsedGas: toQuantity(call.maxUsedGas),
    status: toQuantity(call.success ? 1 : 0),
  };
  if (call.success) return shown;
  const { code, message, data } = callError(call);
  return {
    ...shown,
    error: { code: code === errorCode.reverted ? code : vmError, message, ...(data && { data }) },
  };
}
