import { setTimeout } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import type { GenesisFile } from '../../genesis/genesis-file.ts';
import { UserError } from '../errors.ts';
import { note } from '../io/note.ts';

interface InitFlags {
  validators: number;
  output: string;
  port: number;
  p2pPort: number;
  genesis?: string;
  fullNodes: number;
}

interface StatusFlags {
  json?: true;
  watch?: true;
}

/** `evm-ml network`: a chain of several validators with BFT finality. */
export function networkCommand(): Command {
  const network = new Command('network').description('a chain of several validators (docs/network.md)');
  network
    .command('init')
    .description('write genesis, keys and settings of a network whose nodes all run on this machine')
    .requiredOption('-o, --output <folder>', 'a new or empty folder')
    .option('--validators <number>', 'how many decide; more than two thirds must run', wholeFrom(1, 100), 4)
    .option('--full-nodes <number>', 'how many more execute and answer without a vote', wholeFrom(0, 100), 0)
    .option('--port <number>', 'JSON-RPC port of the first node', wholeFrom(1, 65_000), 8545)
    .option('--p2p-port <number>', 'port of the first engine', wholeFrom(1, 65_000), 26_656)
    .option(
      '--genesis <file>',
      "genesis in geth's JSON format (default: the accounts of the development chain)",
    )
    .action(init);
  network
    .command('start')
    .description('run the nodes of a network that are on this machine until SIGINT or SIGTERM')
    .argument('<folder>', 'what init wrote')
    .option('--only <node>', 'one of them')
    .action(start);
  network
    .command('status')
    .description('say where each node stands; the exit code is 2 when too few run to decide')
    .argument('<folder>', 'what init wrote')
    .option('--json', 'as one line of JSON')
    .option('--watch', 'again every two seconds until SIGINT')
    .action(status);
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

async function init({ validators, fullNodes, output, port, p2pPort, genesis }: InitFlags): Promise<void> {
  const { initNetwork } = await import('../network/init-network.ts');
  const file = genesis === undefined ? undefined : await readGenesis(genesis);
  await initNetwork(output, { validators, fullNodes, port, p2pPort, genesis: file });
  if (!file) note('everybody knows the keys of the funded accounts: give --genesis for a network of value.');
  const counted = [many(validators, 'validator'), ...(fullNodes > 0 ? [many(fullNodes, 'full node')] : [])];
  process.stdout.write(`${output}: ${counted.join(' and ')}; run "evm-ml network start ${output}"\n`);
}

const many = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

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

async function start(folder: string, { only }: { only?: string }): Promise<void> {
  const { startNetwork } = await import('../network/start-network.ts');
  const stopping = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  const network = await startNetwork(folder, process.stdout, only);
  process.stdout.write(`\nJSON-RPC at ${network.urls.join(' ')}; Ctrl-C stops all\n\n`);
  await stopping;
  await network.stop();
  process.stdout.write('stopped\n');
}

async function status(folder: string, { json, watch }: StatusFlags): Promise<void> {
  const [{ networkStatus }, { networkHealth }, { formatStatus }] = await Promise.all([
    import('../network/network-status.ts'),
    import('../network/network-health.ts'),
    import('../network/print-status.ts'),
  ]);
  for (;;) {
    const nodes = await networkStatus(folder);
    const health = networkHealth(nodes, Date.now());
    const text = json ? `${JSON.stringify({ ...health, nodes })}\n` : formatStatus(nodes, health);
    const clear = watch && !json && process.stdout.isTTY ? '\u001b[H\u001b[2J' : '';
    process.stdout.write(`${clear}${text}`);
    process.exitCode = health.decides ? 0 : 2;
    if (!watch) return;
    await setTimeout(2_000);
  }
}

async function engine(): Promise<void> {
  const { findEngine } = await import('../network/find-engine.ts');
  process.stdout.write(`${await findEngine({})}\n`);
}
