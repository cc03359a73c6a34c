import type { Hex } from 'viem';
import type { PrivateKeyAccount } from 'viem/accounts';
import { readSecret } from '../../accounts/read-passwords.ts';
import { UserError } from '../errors.ts';
import { readPassword } from './password.ts';

/**
 * The account that signs. `key` is 64 hex digits, or the path of a file that only its owner can read and that holds
 * them, or of a keystore file, whose password is asked for or read from `passwordFile`. Without `key`, the environment
 * variable EVM_ML_KEY is used. The key itself never appears in a message.
 */
export async function readAccount(
  key: string | undefined,
  passwordFile?: string,
): Promise<PrivateKeyAccount> {
  const given = key ?? process.env['EVM_ML_KEY'];
  if (given === undefined || given === '') {
    throw new UserError(
      'no key to sign with: set EVM_ML_KEY, or give --key FILE (64 hex digits or a keystore file, mode 600).',
    );
  }
  const { privateKeyToAccount } = await import('viem/accounts');
  return privateKeyToAccount(await readPrivateKey(given, passwordFile));
}

const isKey = (text: string) => /^(0x)?[0-9a-f]{64}$/i.test(text);

/** A key as `readAccount` takes it. @throws UserError, AccountError */
export async function readPrivateKey(given: string, passwordFile?: string): Promise<Hex> {
  const text = isKey(given) ? given : await readKeyFile(given, passwordFile);
  const key: Hex = `0x${text.replace(/^0x/i, '').toLowerCase()}`;
  // Loaded when it is used: commands without a key begin in half the time.
  const { privateKeyToAccount } = await import('viem/accounts');
  try {
    privateKeyToAccount(key);
  } catch {
    throw new UserError('the key is no private key of secp256k1; check where it was copied from.');
  }
  return key;
}

async function readKeyFile(path: string, passwordFile: string | undefined): Promise<string> {
  const { stat } = await import('node:fs/promises');
  const status = await stat(path).catch(() => undefined);
  if (!status?.isFile()) {
    throw new UserError('the key is neither 64 hex digits nor the path of a file that holds them.');
  }
  const text = (await readSecret(path, 'key')).trim();
  if (isKey(text)) return text;
  const { decryptKey, parseKeystore } = await import('../../accounts/keystore-file.ts');
  const file = parseKeystore(text);
  if (file) return decryptKey(file, await readPassword(passwordFile, false), path);
  throw new UserError(
    `${path}: holds neither 64 hex digits and nothing else, nor a keystore file of version 3.`,
  );
}
