import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { NodeOptions, RunningNode } from '../../node-options.ts';
import { UserError } from '../errors.ts';

/** The well-known development mnemonic: its accounts are prefunded, and everybody has their keys. */
const MNEMONIC = 'test test test test test test test test test test test junk';
const PREDICT = '0x0000000000000000000000000000000000004d4c';

interface Flags {
  dataDir: string;
  memory?: true;
  host: string;
  port: number;
  blockTime: number;
  genesis?: string;
  database?: 'lmdb' | 'classic-level';
  dev: boolean;
  logLevel: NonNullable<NodeOptions['logLevel']>;
}

/** `evm-ml node`: a chain that runs until SIGINT or SIGTERM. */
export function nodeCommand(): Command {
  return new Command('node')
    .description('run a chain and serve it over JSON-RPC until SIGINT or SIGTERM')
    .option('--data-dir <folder>', 'where the chain is kept', 'data')
    .option('--memory', 'keep nothing: the chain ends with the process')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'TCP port, 0 for any free one', whole(65_535), 8545)
    .option(
      '--block-time <ms>',
      'milliseconds between blocks, 0 for one as soon as needed',
      whole(86_400_000),
      0,
    )
    .option('--genesis <file>', "genesis in geth's JSON format")
    .addOption(new Option('--database <engine>', 'storage engine').choices(['lmdb', 'classic-level']))
    .option('--no-dev', 'close the development methods (evm_*, anvil_*, hardhat_*)')
    .addOption(
      new Option('--log-level <level>', 'JSON lines on stderr')
        .choices(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'])
        .default('warn'),
    )
    .action(runNode);
}

async function runNode(flags: Flags): Promise<void> {
  const { genesis, memory, dataDir, ...rest } = flags;
  const options: NodeOptions = {
    ...rest,
    ...(memory ? {} : { dataDir }),
    ...(genesis === undefined ? {} : { genesis: await readGenesis(genesis) }),
  };
  const { startNode } = await import('../../start-node.ts');
  const stopping = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  const node = await startNode(options).catch((error: unknown) => {
    throw new UserError(startFailure(error, flags));
  });
  process.stdout.write(banner(node, memory ? 'in memory' : dataDir));
  const fault = await Promise.race([stopping, node.stopped]);
  await node.close();
  if (fault) throw new UserError(`the node stopped itself: ${fault.message}`);
  process.stdout.write('stopped\n');
}

async function readGenesis(path: string): Promise<NonNullable<NodeOptions['genesis']>> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new UserError(
      `${path}: no genesis can be read from it (${error instanceof Error ? error.message : error}).`,
    );
  }
}

/** `startNode` fails with a sentence, except for what the operating system says about sockets. */
function startFailure(error: unknown, { host, port }: Flags): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return `port ${port} of ${host} is taken; stop what listens there, or give --port.`;
  if (code === 'EACCES') return `port ${port} of ${host} may not be used; give a --port above 1023.`;
  if (code === 'EADDRNOTAVAIL') return `${host} is no address of this machine; give another --host.`;
  return error instanceof Error ? error.message : String(error);
}

function banner(node: RunningNode, data: string): string {
  const rows = [
    ['JSON-RPC', `${node.url}  ${node.wsUrl}`],
    ['chain id', String(node.chainId)],
    ['PREDICT', PREDICT],
    ['data', data],
  ];
  const lines = rows.map(([name, value]) => `  ${name?.padEnd(10)} ${value}`);
  if (node.accounts.length > 0) {
    lines.push('', `  accounts of "${MNEMONIC}", for development only (address, key):`);
    for (const { address, privateKey } of node.accounts) lines.push(`  ${address}  ${privateKey}`);
  }
  return `\nevm-ml node is up; Ctrl-C stops it\n\n${lines.join('\n')}\n\n`;
}

function whole(max: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number > max)
      throw new InvalidArgumentError(`Give a whole number from 0 to ${max}.`);
    return number;
  };
}
