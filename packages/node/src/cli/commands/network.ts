import { setTimeout } from 'node:timers/promises';
import { Command } from 'commander';
import { firstSignal } from '../first-signal.ts';
import { networkSetupCommands } from './network-setup.ts';

interface StatusFlags {
  json?: true;
  watch?: true;
}

/** `evm-ml network`: a chain of several validators with BFT finality. */
export function networkCommand(): Command {
  const network = new Command('network').description('a chain of several validators (docs/network.md)');
  for (const command of networkSetupCommands()) network.addCommand(command.copyInheritedSettings(network));
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

async function start(folder: string, { only }: { only?: string }): Promise<void> {
  const { startNetwork } = await import('../network/start-network.ts');
  const stopping = firstSignal(['SIGINT', 'SIGTERM', 'SIGHUP']);
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
