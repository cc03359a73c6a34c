import { ResponseVerifyVoteExtension_VerifyStatus as Status } from '../abci/tendermint/abci/types_pb.ts';
import type { Handler } from '../application.ts';

// Genesis leaves vote extensions off: none is made, and one that is there all the same is none of ours.

export const extendVote: Handler<'extendVote'> = () => ({ voteExtension: new Uint8Array() });

export const verifyVoteExtension: Handler<'verifyVoteExtension'> = (_application, { voteExtension }) => ({
  status: voteExtension.length === 0 ? Status.ACCEPT : Status.REJECT,
});
