import { readFile, stat } from 'node:fs/promises';
import { AccountError } from './account-error.ts';

/** The passwords of a file that only its owner can read: one on each line. @throws AccountError */
export async function readPasswords(path: string): Promise<string[]> {
  const text = await readSecret(path, 'password');
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  if (lines.some((line) => line === '')) throw new AccountError(`${path}: holds an empty password.`);
  return lines;
}

/** The text of a file that nobody but its owner can read. @throws AccountError */
export async function readSecret(path: string, what: string): Promise<string> {
  const status = await stat(path).catch(() => undefined);
  if (!status?.isFile()) throw new AccountError(`${path}: there is no file with the ${what}.`);
  if (process.platform !== 'win32' && (status.mode & 0o077) !== 0) {
    throw new AccountError(`${path}: others can read this ${what}; run "chmod 600 ${path}" first.`);
  }
  return readFile(path, 'utf8').catch(() => {
    throw new AccountError(`${path}: the ${what} cannot be read.`);
  });
}
