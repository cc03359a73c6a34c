import type { TypedTransaction } from '@ethereumjs/tx';
import { bytesToHex } from '@ethereumjs/util';
import type { Chain } from '../../chain/chain.ts';
import type { Refusal } from '../../chain/check-transaction.ts';
import type { Signers } from '../../crypto/signers.ts';
import { checkSigner, isRefusal, readTransaction } from '../../mempool/admit.ts';
import { findSender } from '../../mempool/find-sender.ts';
import type { Mempool } from '../../mempool/mempool.ts';

/** What reading looks at. */
export interface ReadParts {
  chain: Chain;
  pool: Pick<Mempool, 'get'>;
  signers?: Signers | undefined;
}

/**
 * Reads a transaction that came from the engine. One that waits here is the same object as in the pool: equal bytes
 * need not be looked at twice.
 * @param maxBytes Infinity for what is decided: bounds of a node's own must not part it from the others
 */
export async function readFromEngine(
  { chain, pool, signers }: ReadParts,
  bytes: Uint8Array,
  maxBytes = Infinity,
): Promise<TypedTransaction | Refusal> {
  const waiting = pool.get(bytesToHex(chain.keccak256(bytes)));
  if (waiting) return waiting.tx;
  const tx = readTransaction(bytes, chain, maxBytes);
  if (isRefusal(tx)) return tx;
  // Whatever is wrong with the signature, `checkSigner` says it in words.
  await (signers && findSender(tx, signers).catch(() => undefined));
  return checkSigner(tx, chain) ?? tx;
}
