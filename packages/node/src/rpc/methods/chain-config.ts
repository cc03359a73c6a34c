import { chainConfigMethods } from '@evm-ml/rpc';
import { describeRules } from '../../chain/describe-rules.ts';
import { serverError } from '../errors.ts';
import { toData, toQuantity } from '../format/hex.ts';
import { serve } from '../method.ts';

/** Rules and reach of this chain, as machines read them. */
export const chainConfigHandlers = serve(chainConfigMethods, {
  eth_config: async ({ chain }) => ({ current: await describeRules(chain), next: null, last: null }),

  eth_capabilities: ({ chain }) => {
    const everything = { disabled: false, oldestBlock: toQuantity(0n) };
    const since = (block: bigint) => ({ disabled: false, oldestBlock: toQuantity(block) });
    const { head } = chain;
    return {
      head: { number: toQuantity(head.header.number), hash: toData(head.hash()) },
      state: since(chain.oldest('records')),
      stateproofs: since(chain.oldest('nodes')),
      blocks: everything,
      tx: everything,
      receipts: everything,
      logs: everything,
    };
  },

  predict_limits: ({ chain }) => {
    if (!chain.predict) throw serverError('this chain has no PREDICT: its genesis turns it off');
    const { artefactBytes, nodeElements, totalElements, work, planBytes } = chain.predict.capacity;
    return {
      artefactBytes: toQuantity(artefactBytes),
      nodeElements: toQuantity(nodeElements),
      totalElements: toQuantity(totalElements),
      work: toQuantity(work),
      planBytes: toQuantity(planBytes),
    };
  },
});
