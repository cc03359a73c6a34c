import { bytesToHex } from '@ethereumjs/util';
import type { Hex } from 'viem';
import { mnemonicToAccount, privateKeyToAddress } from 'viem/accounts';

/** An account whose key everybody knows: for development only. */
export interface DevelopmentAccount {
  address: Hex;
  privateKey: Hex;
}

/** The mnemonic that development chains share. Everybody knows it: never fund it elsewhere. */
export const developmentMnemonic = 'test test test test test test test test test test test junk';

/** True if any of these addresses has a key that everybody knows. In any case, with or without `0x`. */
export function areKeysKnown(addresses: readonly string[]): boolean {
  const plain = (address: string) => address.toLowerCase().replace(/^0x/, '');
  const known = new Set(developmentAccounts().map(({ address }) => plain(address)));
  return addresses.some((address) => known.has(plain(address)));
}

/** Accounts `m/44'/60'/0'/0/0` to `n - 1` of the development mnemonic. */
export function developmentAccounts(count = 10): DevelopmentAccount[] {
  // Stretching the mnemonic is what takes time: once for all accounts.
  const parent = mnemonicToAccount(developmentMnemonic, { path: "m/44'/60'/0'/0" }).getHdKey();
  return Array.from({ length: count }, (_, index) => {
    const key = parent.deriveChild(index).privateKey;
    if (!key) throw new Error(`The derivation of account ${index} gave no private key.`);
    const privateKey = bytesToHex(Uint8Array.from(key));
    return { address: privateKeyToAddress(privateKey), privateKey };
  });
}
