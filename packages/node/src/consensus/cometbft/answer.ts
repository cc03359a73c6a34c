import type { Answer, Application, Ask, Handler, Handlers } from './application.ts';
import { checkTx } from './handlers/check-tx.ts';
import { commit } from './handlers/commit.ts';
import { echo } from './handlers/echo.ts';
import { finalizeBlock } from './handlers/finalize-block.ts';
import { flush } from './handlers/flush.ts';
import { info } from './handlers/info.ts';
import { initChain } from './handlers/init-chain.ts';
import { prepareProposal } from './handlers/prepare-proposal.ts';
import { processProposal } from './handlers/process-proposal.ts';
import { query } from './handlers/query.ts';
import { applySnapshotChunk, listSnapshots, loadSnapshotChunk, offerSnapshot } from './handlers/snapshots.ts';
import { extendVote, verifyVoteExtension } from './handlers/vote-extensions.ts';

const handlers: Handlers = {
  applySnapshotChunk,
  checkTx,
  commit,
  echo,
  extendVote,
  finalizeBlock,
  flush,
  info,
  initChain,
  listSnapshots,
  loadSnapshotChunk,
  offerSnapshot,
  prepareProposal,
  processProposal,
  query,
  verifyVoteExtension,
};

/** Answers one request of the engine; an answer is of the kind of its request. @throws RequestError, Fault */
export async function answer(application: Application, request: Ask): Promise<Answer> {
  const handler = handlers[request.case] as Handler<Ask['case']>;
  return { case: request.case, value: await handler(application, request.value as never) } as Answer;
}
