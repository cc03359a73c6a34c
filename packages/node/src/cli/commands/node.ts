import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import type { NodeConfig } from '../../config/node-config.ts';
import type { Genesis } from '../../genesis/genesis-file.ts';
import type { NodeOptions, RunningNode } from '../../node-options.ts';
import { UserError } from '../errors.ts';
import { nodeBanner } from '../node-banner.ts';

interface Flags {
  config?: string;
  printConfig?: true;
  [field: string]: unknown;
}

/** `evm-ml node`: a chain that runs until SIGINT or SIGTERM. */
export function nodeCommand(): Command {
  return new Command('node')
    .description('run a chain and serve it over JSON-RPC until SIGINT or SIGTERM')
    .option('--config <file>', 'settings as JSON; flags and EVM_ML_* variables beat it (docs/node.md)')
    .option('--print-config', 'show the settings that would be used, and end')
    .option('--data-dir <folder>', 'where the chain is kept (default: data)')
    .option('--memory', 'keep nothing: the chain ends with the process')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--port <number>', 'TCP port, 0 for any free one (default: 8545)', whole)
    .option(
      '--block-time <ms>',
      'milliseconds between blocks, 0 for one as soon as needed (default: 0)',
      whole,
    )
    .option('--genesis <file>', "genesis in geth's JSON format (default: the development chain)")
    .option('--coinbase <address>', 'who collects the fees')
    .option('--database <engine>', 'lmdb or classic-level (default: lmdb)')
    .option(
      '--durability <kind>',
      'what a sent transaction survives: disk (a power cut) or os (the end of the process) (default: disk)',
    )
    .option(
      '--state <blocks>',
      'archive, or how many of the newest states to keep (default: archive)',
      policy,
    )
    .option(
      '--dev',
      'open the development methods: evm_*, anvil_*, hardhat_* (default on the development chain)',
    )
    .option('--no-dev', 'close them')
    .option('--debug', 'open debug_* (default: as --dev)')
    .option('--no-debug', 'close debug_*')
    .option('--metrics', 'serve Prometheus metrics at /metrics')
    .option(
      '--log-level <level>',
      'silent, fatal, error, warn, info, debug or trace; JSON on stderr (default: warn)',
    )
    .action(runNode);
}

async function runNode({ config: path, printConfig, ...flags }: Flags): Promise<void> {
  const config = await readConfig(path, flags);
  if (printConfig) {
    process.stdout.write(`${JSON.stringify(config, null, 2)}\n`);
    return;
  }
  const options = await toOptions(config);
  const { startNode } = await import('../../start-node.ts');
  const stopping = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  const node = await startNode(options).catch((error: unknown) => {
    throw new UserError(startFailure(error, config));
  });
  process.stdout.write(nodeBanner(node, config.memory ? 'in memory' : config.dataDir));
  warnIfExposed(node, config);
  const fault = await Promise.race([stopping, node.stopped]);
  await node.close();
  if (fault) throw new UserError(`the node stopped itself: ${fault.message}`);
  process.stdout.write('stopped\n');
}

async function readConfig(
  path: string | undefined,
  flags: Readonly<Record<string, unknown>>,
): Promise<NodeConfig> {
  const { resolveNodeConfig } = await import('../../config/node-config.ts');
  const file = path === undefined ? {} : await readJson(path, 'config');
  try {
    return resolveNodeConfig({ flags, environment: process.env, file });
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error));
  }
}

async function toOptions(config: NodeConfig): Promise<NodeOptions> {
  const { memory, dataDir, genesis, dev, debug, coinbase, limits, tls, ...rest } = config;
  const development = dev ?? genesis === undefined;
  return {
    ...withoutUndefined(rest),
    dev: development,
    debug: debug ?? development,
    limits: withoutUndefined(limits),
    ...(tls && { tls: withoutUndefined(tls) }),
    ...(memory ? {} : { dataDir }),
    ...(coinbase === undefined ? {} : { coinbase: `0x${coinbase.slice(2)}` as const }),
    ...(genesis === undefined ? {} : { genesis: await readGenesis(genesis) }),
  };
}

/** What `exactOptionalPropertyTypes` asks for: fields that are absent instead of undefined. */
function withoutUndefined<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

async function readGenesis(path: string): Promise<Genesis> {
  const { parseGenesis } = await import('../../genesis/genesis-file.ts');
  const file = await readJson(path, 'genesis');
  try {
    return parseGenesis(file);
  } catch (error) {
    throw new UserError(`${path}: ${error instanceof Error ? error.message : error}`);
  }
}

async function readJson(path: string, what: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new UserError(
      `${path}: no ${what} can be read from it (${error instanceof Error ? error.message : error}).`,
    );
  }
}

/** `startNode` fails with a sentence, except for what the operating system says about sockets. */
function startFailure(error: unknown, { host, port }: NodeConfig): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return `port ${port} of ${host} is taken; stop what listens there, or give --port.`;
  if (code === 'EACCES') return `port ${port} of ${host} may not be used; give a --port above 1023.`;
  if (code === 'EADDRNOTAVAIL') return `${host} is no address of this machine; give another --host.`;
  return error instanceof Error ? error.message : String(error);
}

function warnIfExposed(node: RunningNode, { host, access }: NodeConfig): void {
  if (['127.0.0.1', '::1', 'localhost'].includes(host)) return;
  if (node.accounts.length > 0) {
    process.stderr.write(
      `note: others can reach ${host}, and everybody has the keys of this chain's accounts.\n`,
    );
  } else if (!access) {
    process.stderr.write(
      `note: others can reach ${host} and call every open method; set "access" to say who may.\n`,
    );
  }
}

const policy = (text: string) => (text === 'archive' ? text : whole(text));

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}
