import type { Misbehaviour } from '../cluster.ts';

/**
 * What a proof in a decided block says of a validator, for who operates this node. It is the members' to vote that
 * validator out; nothing is executed for it.
 */
export function tellMisbehaviour({ kind, validator, height }: Misbehaviour): string {
  // As the engine's own files and answers write it.
  const address = validator.slice(2).toUpperCase();
  const what =
    kind === 'duplicate vote'
      ? `signed two different votes at height ${height}: its key is used twice, or it lies`
      : `signed a chain beside this one from height ${height} on: it lies, or its key is stolen`;
  return `validator ${address} ${what}; a block proves it`;
}
