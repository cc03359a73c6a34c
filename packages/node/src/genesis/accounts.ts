import { bytesToHex } from '@ethereumjs/util';
import { mnemonicToAccount } from 'viem/accounts';
import type { DevelopmentAccount } from '../node-options.ts';

/** The mnemonic that development chains share. Everybody knows it: never fund it elsewhere. */
export const developmentMnemonic = 'test test test test test test test test test test test junk';

/** Accounts `m/44'/60'/0'/0/0` to `n - 1` of the development mnemonic. */
export function developmentAccounts(count = 10): DevelopmentAccount[] {
  return Array.from({ length: count }, (_, addressIndex) => {
    const account = mnemonicToAccount(developmentMnemonic, { addressIndex });
    const key = account.getHdKey().privateKey;
    if (key === null || key === undefined) throw new Error('The derivation gave no private key.');
    return { address: account.address, privateKey: bytesToHex(Uint8Array.from(key)) };
  });
}
