import { type Misbehavior, MisbehaviorType } from './abci/tendermint/abci/types_pb.ts';

/**
 * What a proof in a decided block says of a validator, for who operates this node. It is the members' to vote that
 * validator out; nothing is executed for it.
 */
export function tellMisbehavior({ type, validator, height }: Misbehavior): string {
  const address = Buffer.from(validator?.address ?? [])
    .toString('hex')
    .toUpperCase();
  const what =
    type === MisbehaviorType.DUPLICATE_VOTE
      ? `signed two different votes at height ${height}: its key is used twice, or it lies`
      : `signed a chain beside this one from height ${height} on: it lies, or its key is stolen`;
  return `validator ${address} ${what}; a block proves it`;
}
