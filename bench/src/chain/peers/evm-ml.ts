import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChainRules, Peer, PeerKind } from '../peer.ts';
import { freePorts } from '../process/free-ports.ts';
import { serve } from '../process/serve.ts';

const program = fileURLToPath(new URL('../../../../packages/node/dist/cli/main.js', import.meta.url));

/** The genesis of a chain of these rules, as a file's value. */
export const genesisOf = ({ chainId, gasLimit, funded, balance }: ChainRules) => ({
  config: { chainId },
  gasLimit: `${gasLimit}`,
  alloc: Object.fromEntries(funded.map((who) => [who, { balance: `${balance}` }])),
});

/**
 * Starts this node by its command line, with the defaults of a node whose genesis is given, and these settings.
 * @param folder where its files of settings go
 */
export async function startEvmMl(
  name: string,
  rules: ChainRules,
  folder: string,
  settings: Readonly<Record<string, unknown>> & { readonly dataDir?: string },
): Promise<Peer> {
  const [genesis, config] = [join(folder, 'genesis.json'), join(folder, 'node.json')];
  const port = await freePorts(1);
  await writeFile(genesis, JSON.stringify(genesisOf(rules)));
  await writeFile(config, JSON.stringify({ genesis, port, ...settings }));
  const args = [program, 'node', '--config', config];
  const served = await serve({ file: process.execPath, args, cwd: folder }, port);
  return { name, folder: settings.dataDir, ...served };
}

function evmMl(
  name: string,
  says: string,
  settings: (dataDir: string) => Readonly<Record<string, unknown>> & { readonly dataDir?: string },
): PeerKind {
  return {
    name,
    says,
    prepare: async () => {},
    start: (rules, folder) => startEvmMl(name, rules, folder, settings(join(folder, 'data'))),
  };
}

/** This node in memory, in a data folder with every old state, and in one with the newest states only. */
export const evmMlKinds: readonly PeerKind[] = [
  evmMl('evm-ml-memory', 'evm-ml, in memory', () => ({ memory: true })),
  evmMl('evm-ml', 'evm-ml, in a data folder, archive (its defaults)', (dataDir) => ({ dataDir })),
  evmMl('evm-ml-pruned', 'evm-ml, in a data folder, 128 states', (dataDir) => ({ dataDir, state: 128 })),
];
