import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where lies what is made once and outlives a clone. */
export const cacheFolder = (): string =>
  join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'evm-ml');
