import type { TypedTransaction } from '@ethereumjs/tx';
import { bigIntToBytes, generateAddress } from '@ethereumjs/util';
import type { Receipt } from './receipt.ts';

/** Address of the contract that a transaction without recipient creates: 20 bytes. */
export const createdBy = (tx: TypedTransaction): Uint8Array =>
  generateAddress(tx.getSenderAddress().bytes, bigIntToBytes(tx.nonce));

/**
 * The addresses that a mined transaction names besides its sender, each once, 20 bytes: recipient, created contract,
 * contracts that emitted a log, and what in an indexed field of a log has an address's form. What was called inside and
 * emitted nothing is not among them: no receipt has it.
 */
export function addressesOf(tx: TypedTransaction, { logs }: Pick<Receipt, 'logs'>): Uint8Array[] {
  const sender = tx.getSenderAddress().bytes;
  const found = new Map<string, Uint8Array>();
  const add = (address: Uint8Array) => found.set(Buffer.from(address).toString('latin1'), address);
  add(tx.to?.bytes ?? createdBy(tx));
  for (const [emitter, topics] of logs) {
    add(emitter);
    for (const topic of topics.slice(1)) if (isAddress(topic)) add(topic.slice(12));
  }
  found.delete(Buffer.from(sender).toString('latin1'));
  return [...found.values()];
}

/** Twelve zeros and then none: small numbers are no addresses. */
const isAddress = (topic: Uint8Array): boolean =>
  topic.length === 32 && topic[12] !== 0 && topic.subarray(0, 12).every((byte) => byte === 0);
