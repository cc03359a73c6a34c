import { readFile } from 'node:fs/promises';
import type { NodeConfig } from '../../config/node-config.ts';
import { resolveNodeConfig } from '../../config/resolve-config.ts';
import { UserError } from '../errors.ts';

/** The settings of a node from flags, environment and the config file. @throws UserError */
export async function readConfig(
  path: string | undefined,
  flags: Readonly<Record<string, unknown>>,
): Promise<NodeConfig> {
  const file = path === undefined ? {} : await readJson(path, 'config');
  try {
    return resolveNodeConfig({ flags, environment: process.env, file });
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error));
  }
}

/** A file as JSON. `what` is for the message. @throws UserError */
export async function readJson(path: string, what: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new UserError(`${path}: no ${what} can be read from it (${reason}).`);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new UserError(`${path}: no ${what} can be read from it, it is not JSON (${reason}).`);
  }
}
