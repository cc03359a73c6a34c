import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { readPasswords } from '../../accounts/read-passwords.ts';
import { UserError } from '../errors.ts';

/** The first password of a file, or one that is typed and not shown; a new one is typed twice. */
export async function readPassword(file: string | undefined, isNew: boolean): Promise<string> {
  if (file !== undefined) return (await readPasswords(file))[0]!;
  if (!process.stdin.isTTY) {
    throw new UserError('no password: give --password-file FILE (one line, mode 600), or use a terminal.');
  }
  const password = await ask('Password: ');
  if (password === '') throw new UserError('the password is empty.');
  if (isNew && (await ask('The same again: ')) !== password) {
    throw new UserError('the passwords are not the same.');
  }
  return password;
}

async function ask(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
