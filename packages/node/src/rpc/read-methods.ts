import { looksAtPending } from './looks-at-pending.ts';
import type { Method, MethodTable, ReadContext } from './method.ts';
import { blockHandlers } from './methods/blocks.ts';
import { callHandlers } from './methods/calls.ts';
import { debugHandlers } from './methods/debug.ts';
import { dumpHandlers } from './methods/development/dump.ts';
import { feeHandlers } from './methods/fees.ts';
import { logHandlers } from './methods/logs.ts';
import { otterscanHandlers } from './methods/otterscan.ts';
import { predictHandlers } from './methods/predict.ts';
import { proofHandlers } from './methods/proof.ts';
import { simulateHandlers } from './methods/simulate.ts';
import { recordHandlers, storageHandlers } from './methods/state.ts';
import { placeHandlers } from './methods/transactions.ts';

const { eth_getBlockByNumber, eth_getHeaderByNumber, eth_getBlockTransactionCountByNumber } = blockHandlers;
const { eth_getBlockByHash, eth_getBlockReceipts } = blockHandlers;
const { eth_feeHistory } = feeHandlers;

/** One look each, at what every client asks all the time: answered at once, unless it is about the pending block. */
const cheap: MethodTable<ReadContext> = {
  ...recordHandlers,
  ...placeHandlers,
  eth_getHeaderByNumber,
  eth_getBlockTransactionCountByNumber,
};

/** Cheap without the transactions. */
const cheapUnlessFull: MethodTable<ReadContext> = { eth_getBlockByNumber, eth_getBlockByHash };

/** Methods whose work grows with what is asked, or with what contracts do. They run beside the chain. */
export const readMethods: MethodTable<ReadContext> = {
  ...callHandlers,
  ...debugHandlers,
  ...simulateHandlers,
  ...proofHandlers,
  ...logHandlers,
  ...predictHandlers,
  ...otterscanHandlers,
  ...dumpHandlers,
  eth_getBlockReceipts,
  eth_feeHistory,
  ...storageHandlers,
  ...cheap,
  ...cheapUnlessFull,
};

/** The same methods, those in `readMethods` with their work beside the chain. */
export function besideTheChain(methods: MethodTable): MethodTable {
  const entries = Object.entries(methods).map(
    ([name, method]) => [name, Object.hasOwn(readMethods, name) ? beside(name, method) : method] as const,
  );
  return Object.fromEntries(entries);
}

function beside(name: string, method: Method): Method {
  const isPending = looksAtPending(method);
  const isCheap = (params: unknown, pending: boolean) =>
    !pending && (Object.hasOwn(cheap, name) || (Object.hasOwn(cheapUnlessFull, name) && !isFull(params)));
  return {
    ...method,
    run: (context, params) => {
      const pending = isPending(params);
      return isCheap(params, pending)
        ? method.run(context, params)
        : context.reads.raw(name, params, pending);
    },
  };
}

const isFull = (params: unknown): boolean => Array.isArray(params) && params[1] === true;
