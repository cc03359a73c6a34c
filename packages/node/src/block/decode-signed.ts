import type { Common } from '@ethereumjs/common';
import { createTxFromRLP, type TypedTransaction } from '@ethereumjs/tx';
import type { Address } from '@ethereumjs/util';

/** Reads a signed transaction, whose sender is worked out once: the library hashes the public key whenever it is asked. */
export function decodeSigned(encoded: Uint8Array, common: Common): TypedTransaction {
  const tx = createTxFromRLP(encoded, { common, freeze: false });
  const recover = tx.getSenderAddress.bind(tx);
  let sender: Address | undefined;
  const value = () => {
    sender ??= recover();
    return sender;
  };
  Object.defineProperty(tx, 'getSenderAddress', { value });
  Object.freeze(tx);
  return tx;
}
