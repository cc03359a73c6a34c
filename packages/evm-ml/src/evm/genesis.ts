import { bytesToHex, type Hex } from 'viem';
import { selectorOf } from '../abi/selector.ts';
import {
  MODEL_REGISTRY_ADDRESS,
  MODEL_STORE_ADDRESS,
  PERMISSIONS_ADDRESS,
  PREDICT_ADDRESS,
} from '../addresses.ts';
import { modelRegistryCode, modelStoreCode, permissionsCode } from '../generated/contracts.ts';
import { type PermissionsSetUp, permissionsStorage } from '../permissions/permissions-storage.ts';

/** An account that genesis holds. */
export interface GenesisAccount {
  readonly name: string;
  readonly address: Hex;
  readonly nonce: bigint;
  readonly balance: bigint;
  readonly code: Hex;
  readonly storage: Readonly<Record<Hex, Hex>>;
}

/**
 * Code at PREDICT's address: reverts with PredictUnavailable(). The precompile covers it as soon as it is active;
 * before, callers learn why nothing answers, instead of taking an empty answer for one (rule P11).
 */
export function predictPlaceholderCode(): Hex {
  const selector = bytesToHex(selectorOf('PredictUnavailable()')).slice(2);
  // PUSH4 selector, PUSH1 224, SHL, PUSH0, MSTORE, PUSH1 4, PUSH0, REVERT
  return `0x63${selector}60e01b5f5260045ffd`;
}

/** The accounts that a chain with PREDICT has from genesis on: the store, the registry, the placeholder. */
export function predictGenesis(): GenesisAccount[] {
  const account = (name: string, address: Hex, code: Hex): GenesisAccount => ({
    name,
    address,
    nonce: 1n,
    balance: 0n,
    code,
    storage: {},
  });
  return [
    account('PREDICT', PREDICT_ADDRESS, predictPlaceholderCode()),
    account('ModelStore', MODEL_STORE_ADDRESS, modelStoreCode),
    account('ModelRegistry', MODEL_REGISTRY_ADDRESS, modelRegistryCode),
  ];
}

/** The account that a permissioned chain has from genesis on besides. */
export const permissionsGenesis = (setUp: PermissionsSetUp): GenesisAccount => ({
  name: 'Permissions',
  address: PERMISSIONS_ADDRESS,
  nonce: 1n,
  balance: 0n,
  code: permissionsCode,
  storage: permissionsStorage(setUp),
});
