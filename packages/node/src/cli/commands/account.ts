import { Command } from 'commander';
import { readPrivateKey } from '../io/key.ts';
import { readPassword } from '../io/password.ts';

interface Flags {
  keystore: string;
  passwordFile?: string;
}

/** `evm-ml account`: encrypted keys in a folder, as geth keeps them. */
export function accountCommand(): Command {
  const account = new Command('account').description('make and list accounts, whose keys are kept encrypted');
  withFolder(account.command('new'))
    .description('make an account')
    .option('--password-file <file>', 'its first line is the password (default: ask)')
    .action(create);
  withFolder(account.command('import'))
    .description('encrypt a key that exists')
    .argument('<keyfile>', '64 hex digits, in a file that only you can read')
    .option('--password-file <file>', 'its first line is the password (default: ask)')
    .action(bringIn);
  withFolder(account.command('list')).description('show addresses and files').action(list);
  return account;
}

function withFolder(command: Command): Command {
  return command.option('--keystore <folder>', 'where the keys are kept', 'data/keystore');
}

async function create(flags: Flags): Promise<void> {
  const { secp256k1 } = await import('@noble/curves/secp256k1.js');
  const { bytesToHex } = await import('viem');
  await store(bytesToHex(secp256k1.utils.randomSecretKey()), flags);
}

async function bringIn(keyfile: string, flags: Flags): Promise<void> {
  await store(await readPrivateKey(keyfile), flags);
}

async function store(privateKey: `0x${string}`, { keystore, passwordFile }: Flags): Promise<void> {
  const { storeAccount } = await import('../../accounts/keystore-folder.ts');
  const password = await readPassword(passwordFile, true);
  const { address, path } = await storeAccount(keystore, privateKey, password);
  process.stdout.write(`${address}\n`);
  process.stderr.write(`key in ${path}; keep a copy of it, and the password: nobody can restore either\n`);
}

async function list({ keystore }: Flags): Promise<void> {
  const { listAccounts } = await import('../../accounts/keystore-folder.ts');
  const accounts = await listAccounts(keystore);
  for (const { address, path } of accounts) process.stdout.write(`${address}  ${path}\n`);
  if (accounts.length === 0) process.stderr.write(`${keystore} holds no accounts\n`);
}
