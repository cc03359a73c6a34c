import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { developmentAccounts } from '@evm-ml/node/parts';
import { wineName } from '../load/traffic/wine.ts';
import { evmMl } from './evm-ml.ts';

const model = (file: string) =>
  fileURLToPath(new URL(`../../../examples/wine-cellar/model/${file}`, import.meta.url));

/**
 * Puts the demo's network on a chain.
 * @param folder where its artefact goes
 * @param key of an account with ether; left out: the first of the development chain
 */
export async function deployWine(
  folder: string,
  url: string,
  key: string = developmentAccounts()[0]!.privateKey,
): Promise<void> {
  const artefact = join(folder, 'wine.evmml');
  await evmMl('convert', model('wine.keras'), '--samples', model('train.csv'), '-o', artefact);
  await evmMl('deploy', artefact, '--name', wineName, '--rpc', url, '--key', key);
}
