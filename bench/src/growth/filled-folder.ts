import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '@evm-ml/node/parts';
import type { ChainRules } from '../chain/peer.ts';
import { genesisOf } from '../chain/peers/evm-ml.ts';
import { fill } from './fill.ts';

/** Where filled folders are kept: they outlive a run, since filling takes minutes. */
export const growthCache = (): string => join(cacheFolder(), 'growth');

/** A data folder with so many accounts, filled the first time that it is asked for. Runs work on copies of it. */
export async function filledFolder(count: number, rules: ChainRules): Promise<string> {
  const genesis = genesisOf(rules);
  const name = createHash('sha256').update(JSON.stringify(genesis)).digest('hex').slice(0, 8);
  const folder = join(growthCache(), `${count}-${name}`);
  if (existsSync(folder)) return folder;
  await mkdir(growthCache(), { recursive: true });
  const start = Date.now();
  let told = start;
  await fill(folder, genesis, count, (done) => {
    if (done < count && Date.now() - told < 5_000) return;
    told = Date.now();
    const seconds = Math.round((told - start) / 1_000);
    process.stderr.write(
      `${done.toLocaleString('en-US')} of ${count.toLocaleString('en-US')} accounts, ${seconds} s\n`,
    );
  });
  return folder;
}
