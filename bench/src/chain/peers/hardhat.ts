import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChainRules, Peer, PeerKind } from '../peer.ts';
import { freePorts } from '../process/free-ports.ts';
import { packageFolder } from '../process/package-folder.ts';
import { RpcClient } from '../process/rpc-client.ts';
import { serve } from '../process/serve.ts';

const version = '2.29.0';

/**
 * Hardhat's development chain, in memory. Left alone it makes a block of each transaction and refuses those of a batch
 * that overtake each other; here it mines when a batch is there, and it logs nothing.
 */
export const hardhat: PeerKind = {
  name: 'hardhat',
  says: `Hardhat ${version}, in memory, mining after each batch`,
  prepare: async () => void (await packageFolder('hardhat', version)),
  async start({ chainId, gasLimit, funded, balance }: ChainRules, folder: string): Promise<Peer> {
    const installed = await packageFolder('hardhat', version);
    const config = join(folder, 'hardhat.config.cjs');
    const network = {
      chainId,
      blockGasLimit: Number(gasLimit),
      loggingEnabled: false,
      mining: { auto: false, mempool: { order: 'fifo' } },
    };
    const settings = JSON.stringify({ solidity: '0.8.28', networks: { hardhat: network } });
    await writeFile(config, `module.exports = ${settings};\n`);
    const port = await freePorts(1);
    const served = await serve(
      {
        file: process.execPath,
        args: [
          ...[join(installed, 'internal/cli/bootstrap.js'), '--config', config],
          ...['node', '--hostname', '127.0.0.1', '--port', String(port)],
        ],
        cwd: join(installed, '../..'),
        env: { HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true' },
      },
      port,
    );
    const client = new RpcClient(served.url);
    const params = (who: string) => [who, `0x${balance.toString(16)}`];
    await client.batch(funded.map((who) => ({ method: 'hardhat_setBalance', params: params(who) })));
    client.close();
    return { name: hardhat.name, folder: undefined, afterBatch: 'evm_mine', ...served };
  },
};
