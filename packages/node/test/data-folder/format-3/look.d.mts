import type { Chain } from '../../../src/chain/chain.ts';
import type { ChainView } from '../../../src/chain/chain-view.ts';
import type { Keccak256 } from '../../../src/crypto/keccak.ts';
import type { proveAccount } from '../../../src/state/account-proof.ts';

/** What a chain says of a block, digested; null: it keeps no such thing any more. */
export interface Seen {
  readonly block: string;
  readonly state: string | null;
  readonly proofs: string | null;
}

export function lookAt(
  chain: Chain & ChainView,
  addresses: readonly string[],
  code: { readonly proveAccount: typeof proveAccount; readonly keccak256: Keccak256 },
): Promise<Seen[]>;
