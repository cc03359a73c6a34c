import { readFileSync } from 'node:fs';
import { z } from 'zod';

const manifest = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));

/** Version of this program, as `v0.1.0`. */
export const version = `v${manifest.version}`;

/** What `web3_clientVersion` answers. */
export const clientVersion = `evm-ml/${version}/${process.platform}-${process.arch}/node${process.version}`;

/**
 * What it answers where the development methods are open: helpers of test suites ask for a chain that serves them by the name of
 * one that they know.
 */
export const developmentVersion = `anvil/${clientVersion}`;
