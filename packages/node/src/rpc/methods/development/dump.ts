import { developmentMethods } from '@evm-ml/rpc';
import { ReadBudget } from '../../../chain/read-budget.ts';
import { toData } from '../../format/hex.ts';
import { serveReads } from '../../method.ts';
import { dumpState } from '../../state-dump.ts';

const { anvil_dumpState } = developmentMethods;

/** A walk through the whole state: beside the chain. */
export const dumpHandlers = serveReads(
  { anvil_dumpState },
  {
    anvil_dumpState: async ({ chain, limits }) => {
      const { header } = chain.head;
      const bytes = new ReadBudget(limits.maxReadBytes);
      return toData(dumpState(chain.sourceAt(header), header.timestamp, bytes));
    },
  },
);
