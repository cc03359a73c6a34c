import { readFileSync } from 'node:fs';
import { z } from 'zod';

const manifest = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));

/** What `web3_clientVersion` answers. */
export const clientVersion = `evm-ml/v${manifest.version}/${process.platform}-${process.arch}/node${process.version}`;
