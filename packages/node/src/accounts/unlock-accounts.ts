import type { Hex } from 'viem';
import { AccountError } from './account-error.ts';
import { decryptKey } from './keystore-file.ts';
import { listAccounts } from './keystore-folder.ts';

/** An account that the node signs for. */
export interface UnlockedAccount {
  readonly address: Hex;
  readonly privateKey: Hex;
}

/**
 * Decrypts accounts of a keystore folder. There is one password for each address, in the same order, or one for all
 * of them.
 * @throws AccountError
 */
export async function unlockAccounts(
  folder: string,
  addresses: readonly string[],
  passwords: readonly string[],
): Promise<UnlockedAccount[]> {
  if (passwords.length !== 1 && passwords.length !== addresses.length) {
    throw new AccountError(
      `${addresses.length} accounts are to be unlocked with ${passwords.length} passwords: give one, or one for each.`,
    );
  }
  const stored = await listAccounts(folder);
  const unlocked: UnlockedAccount[] = [];
  for (const [index, given] of addresses.entries()) {
    const address = given.toLowerCase();
    const account = stored.find((candidate) => candidate.address === address);
    if (!account) {
      throw new AccountError(
        `${folder} holds no account ${given}; "evm-ml account list --keystore ${folder}" shows what it holds.`,
      );
    }
    const password = passwords[index] ?? passwords[0]!;
    unlocked.push({
      address: account.address,
      privateKey: await decryptKey(account.file, password, account.path),
    });
  }
  return unlocked;
}
