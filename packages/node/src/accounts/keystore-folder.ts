import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hex } from 'viem';
import { privateKeyToAddress } from 'viem/accounts';
import { FolderError, makeFolder } from '../files/make-folder.ts';
import { AccountError } from './account-error.ts';
import { encryptKey, type KeystoreFile, parseKeystore, statedAddress } from './keystore-file.ts';

/** An account whose key is in a folder, encrypted. */
export interface StoredAccount {
  readonly address: Hex;
  /** Path of its file. */
  readonly path: string;
  readonly file: KeystoreFile;
}

/** The accounts of a folder in the order of their file names; other files are passed over. */
export async function listAccounts(folder: string): Promise<StoredAccount[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.sort().map(async (name) => {
      const path = join(folder, name);
      const file = parseKeystore(await readFile(path, 'utf8').catch(() => ''));
      const address = file && statedAddress(file);
      return file && address ? [{ address, path, file }] : [];
    }),
  );
  return found.flat();
}

/** Writes an account that the folder does not have yet, for its owner's eyes only. @throws AccountError */
export async function storeAccount(
  folder: string,
  privateKey: Hex,
  password: string,
): Promise<StoredAccount> {
  const address = privateKeyToAddress(privateKey).toLowerCase() as Hex;
  const known = (await listAccounts(folder)).find((account) => account.address === address);
  if (known) throw new AccountError(`${address} is there already, in ${known.path}.`);
  const text = await encryptKey(privateKey, password);
  await makeFolder(folder, 0o700).catch((error: unknown) => {
    throw error instanceof FolderError ? new AccountError(error.message) : error;
  });
  const path = join(folder, fileName(address, new Date()));
  await writeFile(path, text, { mode: 0o600, flag: 'wx' });
  return { address, path, file: parseKeystore(text)! };
}

/** As geth names them: `UTC--2026-01-31T12-00-00.000Z--<address>`. */
function fileName(address: Hex, now: Date): string {
  return `UTC--${now.toISOString().replaceAll(':', '-')}--${address.slice(2)}`;
}
