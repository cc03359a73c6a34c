import { randomBytes } from 'node:crypto';
import { concatBytes } from '@ethereumjs/util';

/** No transaction begins so: EIP-2718 keeps this type for ever unused. */
const mark = 0x00;

/** Bytes that tell one reminder from another. */
const saltLength = 4;

/**
 * A transaction that is told once more, in other bytes. An engine tells each peer of a transaction once, and takes it
 * only once: a peer that refused it, because its state was a block behind, would never hear of it again. In a block it is
 * nothing that can run.
 */
export const remindOf = (transaction: Uint8Array): Uint8Array =>
  concatBytes(Uint8Array.of(mark), randomBytes(saltLength), transaction);

/** What a peer told of: the transaction itself, or what a reminder reminds of. */
export const withoutReminder = (told: Uint8Array): Uint8Array =>
  told[0] === mark ? told.subarray(1 + saltLength) : told;
