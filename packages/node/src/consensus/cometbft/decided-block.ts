import { bytesToHex } from 'viem';
import type { Decided, Misbehaviour } from '../cluster.ts';
import { MisbehaviorType, type RequestFinalizeBlock } from './abci/tendermint/abci/types_pb.ts';
import { BlockIDFlag } from './abci/tendermint/types/validator_pb.ts';

const kinds: Readonly<Record<MisbehaviorType, Misbehaviour['kind']>> = {
  [MisbehaviorType.UNKNOWN]: 'unknown',
  [MisbehaviorType.DUPLICATE_VOTE]: 'duplicate vote',
  [MisbehaviorType.LIGHT_CLIENT_ATTACK]: 'light client attack',
};

/** What a decided block says about those who decide. */
export function decidedBlock({
  height,
  proposerAddress,
  decidedLastCommit,
  misbehavior,
}: RequestFinalizeBlock): readonly [Decided, readonly Misbehaviour[]] {
  const nameOf = (validator?: { address: Uint8Array }) => bytesToHex(validator?.address ?? new Uint8Array());
  const lastVotes = (decidedLastCommit?.votes ?? []).map(({ validator, blockIdFlag }) => ({
    validator: nameOf(validator),
    power: validator?.power ?? 0n,
    signed: blockIdFlag === BlockIDFlag.BLOCK_ID_FLAG_COMMIT,
  }));
  const lastRound = decidedLastCommit?.round ?? 0;
  return [
    { height, proposer: bytesToHex(proposerAddress), lastRound, lastVotes },
    misbehavior.map((each) => ({
      kind: kinds[each.type] ?? 'unknown',
      validator: nameOf(each.validator),
      height: each.height,
    })),
  ];
}
