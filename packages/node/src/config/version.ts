import { readFileSync } from 'node:fs';
import { z } from 'zod';

const manifest = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));

/** Version of this program, as `v0.1.0`. */
export const version = `v${manifest.version}`;

/** What `web3_clientVersion` answers. */
export const clientVersion = `evm-ml/${version}/${process.platform}-${process.arch}/node${process.version}`;
