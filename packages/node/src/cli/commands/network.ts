import { Command, InvalidArgumentError } from 'commander';
import type { GenesisFile } from '../../genesis/genesis-file.ts';
import { UserError } from '../errors.ts';
import { note } from '../io/note.ts';
import { formatTable } from '../io/table.ts';

interface InitFlags {
  validators: number;
  output: string;
  port: number;
  p2pPort: number;
  genesis?: string;
}

/** `evm-ml network`: a chain of several validators with BFT finality. */
export function networkCommand(): Command {
  const network = new Command('network').description('a chain of several validators (docs/network.md)');
  network
    .command('init')
    .description('write genesis, keys and settings of a network whose nodes all run on this machine')
    .requiredOption('-o, --output <folder>', 'a new or empty folder')
    .option('--validators <number>', 'how many decide; more than two thirds must run', wholeFrom(1, 100), 4)
    .option('--port <number>', 'JSON-RPC port of the first node', wholeFrom(1, 65_000), 8545)
    .option('--p2p-port <number>', 'port of the first engine', wholeFrom(1, 65_000), 26_656)
    .option(
      '--genesis <file>',
      "genesis in geth's JSON format (default: the accounts of the development chain)",
    )
    .action(init);
  network
    .command('start')
    .description('run all nodes of a network on this machine until SIGINT or SIGTERM')
    .argument('<folder>', 'what init wrote')
    .action(start);
  network
    .command('status')
    .description('say where each node stands')
    .argument('<folder>', 'what init wrote')
    .action(status);
  network
    .command('state-sync')
    .description('have a new node join by a snapshot, instead of running all blocks')
    .argument('<node>', 'folder of the node, whose engine has no blocks')
    .requiredOption(
      '--rpc <addresses>',
      'where two engines of the network or more serve their JSON-RPC: unix://PATH or http://HOST:PORT, with commas',
    )
    .requiredOption('--trust <block>', 'HEIGHT:HASH of a block of the engine that you know to be true')
    .action(stateSync);
  network
    .command('engine')
    .description('say where the consensus engine is (CometBFT); build it if there is none')
    .action(engine);
  return network;
}

const wholeFrom = (least: number, most: number) => (text: string) => {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
};

async function init({ validators, output, port, p2pPort, genesis }: InitFlags): Promise<void> {
  const { initNetwork } = await import('../network/init-network.ts');
  const file = genesis === undefined ? undefined : await readGenesis(genesis);
  const { nodes } = await initNetwork(output, { validators, port, p2pPort, genesis: file });
  if (!file) note('everybody knows the keys of the funded accounts: give --genesis for a network of value.');
  process.stdout.write(
    `${output}: ${nodes.length === 1 ? '1 validator' : `${nodes.length} validators`}; run "evm-ml network start ${output}"\n`,
  );
}

/** @throws UserError */
async function readGenesis(path: string): Promise<GenesisFile> {
  const [{ readJson }, { parseGenesis }] = await Promise.all([
    import('../node/read-config.ts'),
    import('../../genesis/genesis-file.ts'),
  ]);
  const file = await readJson(path, 'genesis');
  try {
    parseGenesis(file);
    return file as GenesisFile;
  } catch (error) {
    throw new UserError(`${path}: ${error instanceof Error ? error.message : error}`);
  }
}

async function start(folder: string): Promise<void> {
  const { startNetwork } = await import('../network/start-network.ts');
  const stopping = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  const network = await startNetwork(folder, (source, line) =>
    process.stdout.write(`${source.padEnd(14)} ${line}\n`),
  );
  process.stdout.write(`\nJSON-RPC at ${network.urls.join(' ')}; Ctrl-C stops all\n\n`);
  await stopping;
  await network.stop();
  process.stdout.write('stopped\n');
}

async function status(folder: string): Promise<void> {
  const { networkStatus } = await import('../network/network-status.ts');
  const nodes = await networkStatus(folder);
  const rows = nodes.map(({ name, state, height, block, hash, peers }) =>
    [name, state, height, block, hash, peers].map((cell) => String(cell ?? '-')),
  );
  process.stdout.write(
    formatTable([['node', 'state', 'height', 'block', 'hash', 'peers'], ...rows], [2, 3, 5]),
  );
}

async function stateSync(node: string, { rpc, trust }: { rpc: string; trust: string }): Promise<void> {
  const { joinByStateSync, readTrusted } = await import('../network/state-sync-config.ts');
  const rpcServers = rpc.split(',').map((server) => server.trim());
  await joinByStateSync(node, { rpcServers, trusted: readTrusted(trust) });
  process.stdout.write(`${node} joins by a snapshot when it is started\n`);
}

async function engine(): Promise<void> {
  const { findEngine } = await import('../network/find-engine.ts');
  process.stdout.write(`${await findEngine({})}\n`);
}
