import { join } from 'node:path';
import { isLoopback } from '../../access/loopback.ts';
import type { UnlockedAccount } from '../../accounts/unlock-accounts.ts';
import type { NodeConfig } from '../../config/node-config.ts';
import type { Genesis } from '../../genesis/genesis-file.ts';
import type { NodeOptions } from '../../node-options.ts';
import { UserError } from '../errors.ts';
import { readJson } from './read-config.ts';

/** What `startNode` takes: files are read, accounts unlocked. @throws UserError, AccountError */
export async function configToOptions(config: NodeConfig): Promise<NodeOptions> {
  const { memory, dataDir, genesis, dev, debug, coinbase, limits, tls, ...rest } = config;
  const { keystore: _folder, unlock: _addresses, passwordFile: _file, ...plain } = rest;
  const development = dev ?? genesis === undefined;
  return {
    ...withoutUndefined(plain),
    dev: development,
    debug: debug ?? development,
    limits: withoutUndefined(limits),
    unlocked: await unlock(config),
    ...(tls && { tls: withoutUndefined(tls) }),
    ...(memory ? {} : { dataDir }),
    ...(coinbase === undefined ? {} : { coinbase: `0x${coinbase.slice(2)}` as const }),
    ...(genesis === undefined ? {} : { genesis: await readGenesis(genesis) }),
  };
}

/** Whoever may call eth_sendTransaction spends from the unlocked accounts. */
async function unlock(config: NodeConfig): Promise<UnlockedAccount[]> {
  const { unlock: addresses, keystore, dataDir, passwordFile, host, access } = config;
  if (addresses.length === 0) return [];
  if (!isLoopback(host) && !access) {
    throw new UserError(
      `others can reach ${host} and would spend from the unlocked accounts: set "access" to say who may, or leave --host out.`,
    );
  }
  const [{ unlockAccounts }, { readPasswords }, { readPassword }] = await Promise.all([
    import('../../accounts/unlock-accounts.ts'),
    import('../../accounts/read-passwords.ts'),
    import('../io/password.ts'),
  ]);
  const passwords =
    passwordFile === undefined ? [await readPassword(undefined, false)] : await readPasswords(passwordFile);
  return unlockAccounts(keystore ?? join(dataDir, 'keystore'), addresses, passwords);
}

/** What `exactOptionalPropertyTypes` asks for: fields that are absent instead of undefined. */
function withoutUndefined<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

async function readGenesis(path: string): Promise<Genesis> {
  const { parseGenesis } = await import('../../genesis/genesis-file.ts');
  const file = await readJson(path, 'genesis');
  try {
    return parseGenesis(file);
  } catch (error) {
    throw new UserError(`${path}: ${error instanceof Error ? error.message : error}`);
  }
}
