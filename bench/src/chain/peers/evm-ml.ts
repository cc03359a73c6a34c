import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChainRules, Peer, PeerKind } from '../peer.ts';
import { freePort } from '../process/free-port.ts';
import { serve } from '../process/serve.ts';

const program = fileURLToPath(new URL('../../../../packages/node/dist/cli/main.js', import.meta.url));

/** This node by its command line, with the defaults of a node whose genesis is given, and these settings. */
function evmMl(
  name: string,
  says: string,
  settings: (dataDir: string) => Readonly<Record<string, unknown>>,
): PeerKind {
  return {
    name,
    says,
    prepare: async () => {},
    async start({ chainId, gasLimit, funded, balance }: ChainRules, folder: string): Promise<Peer> {
      const dataDir = join(folder, 'data');
      await mkdir(dataDir);
      const genesis = join(folder, 'genesis.json');
      const alloc = Object.fromEntries(funded.map((who) => [who, { balance: `${balance}` }]));
      await writeFile(genesis, JSON.stringify({ config: { chainId }, gasLimit: `${gasLimit}`, alloc }));
      const port = await freePort();
      const config = join(folder, 'node.json');
      const own = settings(dataDir);
      await writeFile(config, JSON.stringify({ genesis, port, ...own }));
      const served = await serve(
        { file: process.execPath, args: [program, 'node', '--config', config], cwd: folder },
        port,
      );
      return { name, folder: 'dataDir' in own ? dataDir : undefined, ...served };
    },
  };
}

/** This node in memory, in a data folder with every old state, and in one with the newest states only. */
export const evmMlKinds: readonly PeerKind[] = [
  evmMl('evm-ml-memory', 'evm-ml, in memory', () => ({ memory: true })),
  evmMl('evm-ml', 'evm-ml, in a data folder, archive (its defaults)', (dataDir) => ({ dataDir })),
  evmMl('evm-ml-pruned', 'evm-ml, in a data folder, 128 states', (dataDir) => ({ dataDir, state: 128 })),
];
