import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ChainRules, Peer, PeerKind } from '../peer.ts';
import { buildGeth, gethVersion } from '../process/build-geth.ts';
import { freePorts } from '../process/free-ports.ts';
import { serve } from '../process/serve.ts';

const run = promisify(execFile);

/** What of a genesis this reads and changes. */
interface Genesis {
  readonly config: Readonly<Record<string, unknown>>;
  readonly alloc: Readonly<Record<string, unknown>>;
}

/**
 * The genesis of `geth --dev` with these accounts, and with the rules of Osaka as all peers have them: left alone it
 * begins with Bogota, whose prices for new slots and code are several times as high.
 */
async function genesisOf(binary: string, { chainId, gasLimit, funded, balance }: ChainRules) {
  const { stdout } = await run(binary, ['--dev', 'dumpgenesis']);
  const genesis: Genesis = JSON.parse(stdout);
  const { bogotaTime: _, ...config } = genesis.config;
  const blobs = { target: 6, max: 9, baseFeeUpdateFraction: 5_007_716 };
  const blobSchedule = { cancun: blobs, prague: blobs, osaka: blobs };
  const rich = Object.fromEntries(funded.map((who) => [who.slice(2), { balance: `${balance}` }]));
  return {
    ...genesis,
    config: { ...config, chainId, blobSchedule },
    gasLimit: `0x${gasLimit.toString(16)}`,
    alloc: { ...genesis.alloc, ...rich },
  };
}

/** geth's development chain in a data folder: a block as soon as transactions are there, everything else as it comes. */
export const geth: PeerKind = {
  name: 'geth',
  says: `geth ${await gethVersion()} --dev, in a data folder`,
  prepare: async () => void (await buildGeth()),
  async start(rules: ChainRules, folder: string): Promise<Peer> {
    const [binary, port] = [await buildGeth(), await freePorts(1)];
    const [genesis, dataDir] = [join(folder, 'genesis.json'), join(folder, 'data')];
    await writeFile(genesis, JSON.stringify(await genesisOf(binary, rules)));
    await run(binary, ['init', '--datadir', dataDir, genesis]);
    const args = [
      ['--dev', '--datadir', dataDir, '--ipcdisable', '--verbosity', 1, '--miner.gaslimit', rules.gasLimit],
      ['--http', '--http.addr', '127.0.0.1', '--http.port', port, '--http.api', 'eth'],
      ['--authrpc.addr', '127.0.0.1', '--authrpc.port', await freePorts(1)],
      ['--nodiscover', '--maxpeers', 0, '--port', 0],
      // A pool that takes what one phase sends, and a fee that is dear in ether, which costs nothing here.
      ['--txpool.accountslots', 65_536, '--txpool.globalslots', 65_536, '--rpc.txfeecap', 0],
    ];
    const served = await serve({ file: binary, args: args.flat().map(String) }, port);
    return { name: geth.name, folder: dataDir, ...served };
  },
};
