import type { Modification } from './modified-engine.ts';

/**
 * An engine that signs each of its prevotes a second time, for no block, and tells all its peers of both: they hand on
 * one of the two only.
 */
export const doubleVotes: Modification = {
  name: 'double-votes',
  file: 'consensus/reactor.go',
  from: 'conR.broadcastHasVoteMessage(data.(*types.Vote))',
  to: 'conR.voteTwice(data.(*types.Vote))\n\t\t\tconR.broadcastHasVoteMessage(data.(*types.Vote))',
  added: {
    'consensus/vote_twice.go': `package consensus

import (
	"bytes"

	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"
	cmtcons "github.com/cometbft/cometbft/proto/tendermint/consensus"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"
)

func (conR *Reactor) voteTwice(vote *types.Vote) {
	signer, isFile := conR.conS.privValidator.(*privval.FilePV)
	if !isFile || vote.Type != cmtproto.PrevoteType || vote.BlockID.IsZero() ||
		!bytes.Equal(vote.ValidatorAddress, signer.GetAddress()) {
		return
	}
	other := vote.Copy()
	other.BlockID = types.BlockID{}
	// Not by the signer itself, which remembers what it has signed.
	signature, err := signer.Key.PrivKey.Sign(types.VoteSignBytes(conR.conS.state.ChainID, other.ToProto()))
	if err != nil {
		panic(err)
	}
	other.Signature = signature
	for _, each := range []*types.Vote{vote, other} {
		conR.Switch.Broadcast(p2p.Envelope{ChannelID: VoteChannel, Message: &cmtcons.Vote{Vote: each.ToProto()}})
	}
}
`,
  },
};
