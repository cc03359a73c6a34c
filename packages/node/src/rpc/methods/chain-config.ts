import { describeRules } from '../../chain/describe-rules.ts';
import { toData, toQuantity } from '../format/hex.ts';
import { type MethodTable, method } from '../method.ts';
import * as result from '../results/index.ts';

/** Rules and reach of this chain, as machines read them. */
export const chainConfigMethods: MethodTable = {
  eth_config: method(
    'Rules in force: fork, precompiles and system contracts (EIP-7910). No fork is planned on this chain.',
    {},
    result.chainConfig,
    async ({ chain }) => ({ current: await describeRules(chain), next: null, last: null }),
  ),

  eth_capabilities: method(
    'From which block on this node has what.',
    {},
    result.capabilities,
    ({ chain }) => {
      const everything = { disabled: false, oldestBlock: toQuantity(0n) };
      const states = { disabled: false, oldestBlock: toQuantity(chain.oldestState) };
      const { head } = chain;
      return {
        head: { number: toQuantity(head.header.number), hash: toData(head.hash()) },
        state: states,
        stateproofs: states,
        blocks: everything,
        tx: everything,
        receipts: everything,
        logs: everything,
      };
    },
  ),
};
