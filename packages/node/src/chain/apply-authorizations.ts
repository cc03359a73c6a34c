import type { EOACode7702AuthorizationListBytes } from '@ethereumjs/util';
import {
  Account,
  bytesToBigInt,
  bytesToUnprefixedHex,
  concatBytes,
  eoaCode7702RecoverAuthority,
  equalsBytes,
  KECCAK256_NULL,
  MAX_UINT64,
  SECP256K1_ORDER_DIV_2,
} from '@ethereumjs/util';
import type { VM } from '@ethereumjs/vm';
import { DELEGATION_PREFIX, delegateOf } from '@evm-ml/evm';

/** One authorization: chain id, contract, nonce, y parity, r, s. */
export type Authorizations = EOACode7702AuthorizationListBytes;

/**
 * EIP-7702 for calls, after the sender's nonce was raised: sets the delegations that are valid, skips the others; returns the gas to
 * refund.
 */
export async function applyAuthorizations(vm: VM, authorizations: Authorizations): Promise<bigint> {
  let refund = 0n;
  for (const authorization of authorizations) {
    const [chainId, contract, nonce, yParity, , s] = authorization;
    const wrongChain = ![0n, vm.common.chainId()].includes(bytesToBigInt(chainId));
    const isMalformed = bytesToBigInt(yParity) > 1n || bytesToBigInt(s) > SECP256K1_ORDER_DIV_2;
    if (wrongChain || isMalformed || bytesToBigInt(nonce) >= MAX_UINT64) continue;
    const authority = recoverOrSkip(authorization);
    if (!authority) continue;
    const existing = await vm.stateManager.getAccount(authority);
    const account = existing ?? new Account();
    vm.evm.journal.addAlwaysWarmAddress(bytesToUnprefixedHex(authority.bytes));
    if (!equalsBytes(account.codeHash, KECCAK256_NULL)) {
      if (!delegateOf(await vm.stateManager.getCode(authority))) continue;
    }
    if (account.nonce !== bytesToBigInt(nonce)) continue;
    if (existing) refund += vm.common.param('perEmptyAccountCost') - vm.common.param('perAuthBaseGas');
    account.nonce++;
    await vm.evm.journal.putAccount(authority, account);
    const clears = contract.every((byte) => byte === 0);
    await vm.stateManager.putCode(
      authority,
      clears ? new Uint8Array() : concatBytes(DELEGATION_PREFIX, contract),
    );
  }
  return refund;
}

function recoverOrSkip(authorization: Authorizations[number]) {
  try {
    return eoaCode7702RecoverAuthority(authorization);
  } catch {
    return undefined;
  }
}
