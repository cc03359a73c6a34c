import { ResponseProcessProposal_ProposalStatus as Status } from '../abci/tendermint/abci/types_pb.ts';
import type { Handler } from '../application.ts';

/**
 * Takes a proposal if every transaction in it runs, which an honest proposer has seen to. It depends on the block and
 * the state before it alone: bounds of this node's own have no say.
 */
export const processProposal: Handler<'processProposal'> = async (
  { decisions, cluster },
  { txs, ...header },
) => {
  const { results } = await decisions.execute(header, txs);
  const isGood = results.every(({ code }) => code === 0);
  if (!isGood) {
    decisions.refuse(txs);
    cluster.events.emit('refused');
  }
  return { status: isGood ? Status.ACCEPT : Status.REJECT };
};
