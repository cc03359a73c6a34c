import { PredictEvm, type PredictTrace } from '@evm-ml/evm';
import { z } from 'zod';
import { runMessage } from '../../chain/call.ts';
import { toData, toQuantity } from '../format/hex.ts';
import { type MethodTable, method } from '../method.ts';
import { callRequest, optionalBlock } from '../schema.ts';
import { onState } from './calls.ts';

const traceParams = z
  .tuple([callRequest, optionalBlock])
  .transform(([request, block]): [typeof request, typeof block, undefined, undefined] => [
    request,
    block,
    undefined,
    undefined,
  ]);

/** Methods about networks. */
export const predictMethods: MethodTable = {
  /** Like `eth_call`, and tells every call of PREDICT: model, version, shapes and where its gas went. */
  predict_traceCall: method(traceParams, (context, params) =>
    onState(context, params, async ({ vm }, header, message) => {
      const predictions: PredictTrace[] = [];
      const { evm } = vm;
      if (evm instanceof PredictEvm) evm.observer = (trace) => predictions.push(trace);
      try {
        const { success, gasUsed, returnData } = await runMessage(vm, header, message);
        return {
          success,
          gasUsed: toQuantity(gasUsed),
          returnData: toData(returnData),
          predictions: predictions.map(toJson),
        };
      } finally {
        if (evm instanceof PredictEvm) evm.observer = undefined;
      }
    }),
  ),
};

function toJson({ gas, gasLimit, ...trace }: PredictTrace) {
  const { base, resolve, load, operators, io, total, perOperator } = gas;
  return {
    ...trace,
    gasLimit: toQuantity(gasLimit),
    gas: {
      base: toQuantity(base),
      resolve: toQuantity(resolve),
      load: toQuantity(load),
      operators: toQuantity(operators),
      io: toQuantity(io),
      total: toQuantity(total),
      perOperator: perOperator.map(({ layer, op, gas: price }) => ({ layer, op, gas: toQuantity(price) })),
    },
  };
}
