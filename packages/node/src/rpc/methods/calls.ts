import type { BlockHeader } from '@ethereumjs/block';
import { type Arguments, callMethods } from '@evm-ml/rpc';
import { type CallMessage, type CallResult, runMessage } from '../../chain/call.ts';
import { estimateGas } from '../../chain/estimate-gas.ts';
import { evmErrorName } from '../../chain/evm-error-names.ts';
import { findAccessList } from '../../chain/find-access-list.ts';
import type { Machine } from '../../chain/machine.ts';
import type { Limits } from '../../config/limits.ts';
import { callError, callHeader, refusalToError, toCallMessage } from '../call-message.ts';
import { toData, toQuantity } from '../format/hex.ts';
import { lendMachine } from '../lend-machine.ts';
import { type ReadContext, serveReads } from '../method.ts';
import { applyBlockOverrides, applyStateOverrides } from '../overrides.ts';
import { requireBlock } from '../resolve-block.ts';

type CallArguments = Arguments<typeof callMethods.eth_call>;

/** Prepares a request on the state of a block and lends a machine to `work`. */
export async function onState<T>(
  { chain, limits }: ReadContext,
  { call: request, block: reference, stateOverrides: state, blockOverrides: block }: CallArguments,
  work: (machine: Machine, header: BlockHeader, message: CallMessage) => Promise<T>,
): Promise<T> {
  const { header } = await requireBlock(chain, reference);
  const seen = applyBlockOverrides(header, block ?? {}, chain.common);
  const message = toCallMessage(request, seen, chain, limits);
  return refusalToError(() =>
    lendMachine(chain, header, async (machine) => {
      await applyStateOverrides(machine, state ?? {});
      return work(machine, callHeader(seen, message, chain), message);
    }),
  );
}

/** Says so when it was the node's own bound that stopped a call. */
function named(outcome: CallResult, { gas }: CallMessage, { maxCallGas }: Limits): CallResult {
  if (outcome.error !== 'out of gas' || gas !== BigInt(maxCallGas)) return outcome;
  return { ...outcome, error: `out of gas: a call may use maxCallGas = ${maxCallGas}` };
}

/** Calls that leave no trace. */
export const callHandlers = serveReads(callMethods, {
  eth_call: async (context, params) => {
    const outcome = await onState(context, params, async ({ vm }, header, message) =>
      named(await runMessage(vm, header, message), message, context.limits),
    );
    if (!outcome.success) throw callError(outcome);
    return toData(outcome.returnData);
  },

  eth_estimateGas: async (context, params) => {
    const estimate = await onState(context, params, async (machine, header, message) => {
      const found = await estimateGas(machine, header, message);
      return 'failed' in found ? { failed: named(found.failed, message, context.limits) } : found;
    });
    if ('failed' in estimate) throw callError(estimate.failed);
    return toQuantity(estimate.gas);
  },

  eth_createAccessList: (context, params) =>
    onState(context, params, async (machine, header, message) => {
      const { accessList, outcome } = await findAccessList(machine, header, message);
      return {
        accessList,
        gasUsed: toQuantity(outcome.gasUsed),
        ...(outcome.error !== undefined && { error: evmErrorName(outcome.error) }),
      };
    }),
});
