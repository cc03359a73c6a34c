import type { TypedTransaction } from '@ethereumjs/tx';

/**
 * Something that cannot be an outcome of a block: a bug, a damaged database, a full disk. The node stops.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  /** The transaction that was being run, if it was one. */
  transaction: TypedTransaction | undefined;
}

/** The node makes no more blocks, in good order. What was asked of the next block is not done. */
export class Stopping extends Error {
  override readonly name = 'Stopping';
}

/** Wraps whatever was thrown; a fault stays itself. */
export function toFault(doing: string, cause: unknown): Fault {
  if (cause instanceof Fault) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Fault(`Stopped while ${doing}: ${reason}`, { cause });
}
