import { join } from 'node:path';
import type { ChainRules, Peer, PeerKind } from '../peer.ts';
import { freePorts } from '../process/free-ports.ts';
import { packageFolder } from '../process/package-folder.ts';
import { RpcClient } from '../process/rpc-client.ts';
import { serve } from '../process/serve.ts';

const version = '1.7.1';
const names: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };
/** The program lies in a package beside the one that is asked for. */
const binary = join(
  `../anvil-${process.platform}-${names[process.arch] ?? process.arch}`,
  process.platform === 'win32' ? 'bin/anvil.exe' : 'bin/anvil',
);

/**
 * Foundry's development chain, in memory. Left alone it mines whatever is there at once, a block of one to thirteen
 * transactions, and grows slower with the blocks; here it mines when a batch is there, which is quicker.
 */
export const anvil: PeerKind = {
  name: 'anvil',
  says: `anvil ${version}, in memory, mining after each batch`,
  prepare: async () => void (await packageFolder('@foundry-rs/anvil', version)),
  async start({ chainId, gasLimit, funded, balance }: ChainRules, folder: string): Promise<Peer> {
    const port = await freePorts(1);
    const args = [
      ['--host', '127.0.0.1', '--port', port, '--quiet', '--cache-path', folder],
      ['--chain-id', chainId, '--gas-limit', gasLimit, '--accounts', 1, '--no-mining'],
    ];
    const file = join(await packageFolder('@foundry-rs/anvil', version), binary);
    const served = await serve({ file, args: args.flat().map(String) }, port);
    const client = new RpcClient(served.url);
    const params = (who: string) => [who, `0x${balance.toString(16)}`];
    await client.batch(funded.map((who) => ({ method: 'anvil_setBalance', params: params(who) })));
    client.close();
    return { name: anvil.name, folder: undefined, afterBatch: 'evm_mine', ...served };
  },
};
