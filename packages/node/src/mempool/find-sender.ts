import type { TypedTransaction } from '@ethereumjs/tx';
import { Address } from '@ethereumjs/util';
import { rememberSender, signedHashOf } from '../block/decode-signed.ts';
import type { Signers } from '../crypto/signers.ts';

/** Finds out who signed a transaction, if others are asked for, too; it stays to be found out otherwise. */
export async function findSender(tx: TypedTransaction, signers: Signers): Promise<void> {
  const signed = signedHashOf(tx);
  const signer = signed && (await signers.find(signed));
  if (signer) rememberSender(tx, new Address(signer));
}
