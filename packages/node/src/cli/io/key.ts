import { readFile, stat } from 'node:fs/promises';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { UserError } from '../errors.ts';

/**
 * The account that signs. `key` is 64 hex digits, or the path of a file that holds them and that only its owner can
 * read; without it, the environment variable EVM_ML_KEY is used. The key itself never appears in a message.
 */
export async function readAccount(key: string | undefined): Promise<PrivateKeyAccount> {
  const given = key ?? process.env['EVM_ML_KEY'];
  if (given === undefined || given === '') {
    throw new UserError('no key to sign with: set EVM_ML_KEY, or give --key FILE (64 hex digits, mode 600).');
  }
  const text = isKey(given) ? given : await readKeyFile(given);
  try {
    return privateKeyToAccount(`0x${text.replace(/^0x/, '')}`);
  } catch {
    throw new UserError('the key is no private key of secp256k1; check where it was copied from.');
  }
}

const isKey = (text: string) => /^(0x)?[0-9a-f]{64}$/i.test(text);

async function readKeyFile(path: string): Promise<string> {
  const status = await stat(path).catch(() => undefined);
  if (!status?.isFile()) {
    throw new UserError('the key is neither 64 hex digits nor the path of a file that holds them.');
  }
  if (process.platform !== 'win32' && (status.mode & 0o077) !== 0) {
    throw new UserError(`${path}: others can read this key; run "chmod 600 ${path}" first.`);
  }
  const text = (await readFile(path, 'utf8')).trim();
  if (!isKey(text)) throw new UserError(`${path}: does not hold 64 hex digits and nothing else.`);
  return text;
}
