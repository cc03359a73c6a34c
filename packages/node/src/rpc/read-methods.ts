import type { Method, MethodTable, ReadContext } from './method.ts';
import { blockHandlers } from './methods/blocks.ts';
import { callHandlers } from './methods/calls.ts';
import { debugHandlers } from './methods/debug.ts';
import { feeHandlers } from './methods/fees.ts';
import { logHandlers } from './methods/logs.ts';
import { predictHandlers } from './methods/predict.ts';
import { proofHandlers } from './methods/proof.ts';
import { simulateHandlers } from './methods/simulate.ts';
import { storageHandlers } from './methods/state.ts';

const { eth_getBlockByNumber, eth_getBlockByHash, eth_getBlockReceipts } = blockHandlers;
const { eth_feeHistory } = feeHandlers;

/** Methods whose work grows with what is asked, or with what contracts do. They run beside the chain. */
export const readMethods: MethodTable<ReadContext> = {
  ...callHandlers,
  ...debugHandlers,
  ...simulateHandlers,
  ...proofHandlers,
  ...logHandlers,
  ...predictHandlers,
  eth_getBlockByNumber,
  eth_getBlockByHash,
  eth_getBlockReceipts,
  eth_feeHistory,
  ...storageHandlers,
};

/** Cheap without the transactions: what every client asks all the time is answered at once. */
const onlyWhenFull: readonly string[] = ['eth_getBlockByNumber', 'eth_getBlockByHash'];

/** The same methods, those in `readMethods` with their work beside the chain. */
export function besideTheChain(methods: MethodTable): MethodTable {
  const entries = Object.entries(methods).map(
    ([name, method]) => [name, Object.hasOwn(readMethods, name) ? beside(name, method) : method] as const,
  );
  return Object.fromEntries(entries);
}

function beside(name: string, method: Method): Method {
  return {
    ...method,
    run: (context, params) =>
      onlyWhenFull.includes(name) && !isFull(params)
        ? method.run(context, params)
        : context.reads.raw(name, params),
  };
}

const isFull = (params: unknown): boolean => Array.isArray(params) && params[1] === true;
