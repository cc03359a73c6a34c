import { bigIntToUnpaddedBytes, hexToBytes } from '@ethereumjs/util';
import type { CallRequest } from '@evm-ml/rpc';
import type { Authorizations } from '../chain/apply-authorizations.ts';

/** Signed delegations as the EVM takes them (EIP-7702). */
export const toAuthorizations = (list: CallRequest['authorizationList']): Authorizations =>
  (list ?? []).map(({ chainId, address, nonce, yParity, r, s }) => [
    bigIntToUnpaddedBytes(chainId),
    hexToBytes(address),
    bigIntToUnpaddedBytes(nonce),
    bigIntToUnpaddedBytes(yParity),
    bigIntToUnpaddedBytes(r),
    bigIntToUnpaddedBytes(s),
  ]);
