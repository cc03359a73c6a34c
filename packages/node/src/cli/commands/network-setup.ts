import { Command, InvalidArgumentError, Option } from 'commander';
import type { GenesisFile } from '../../genesis/genesis-file.ts';
import { UserError } from '../errors.ts';
import { note } from '../io/note.ts';

interface InitFlags {
  validators: number;
  fullNodes: number;
  output: string;
  port: number;
  p2pPort: number;
  genesis?: string;
  permissions?: true;
  members?: string;
}

interface KeyFlags {
  output: string;
  host: string;
  port: number;
  p2pPort: number;
  fullNode?: true;
}

interface AddFlags {
  validator?: boolean;
  host?: string;
}

/** The commands of `evm-ml network` that write networks and nodes. */
export const networkSetupCommands = (): Command[] => [
  new Command('init')
    .description(
      'write genesis, keys and settings of a network whose nodes all run on this machine, or what several machines share',
    )
    .requiredOption('-o, --output <folder>', 'a new or empty folder')
    .option('--validators <number>', 'how many decide; more than two thirds must run', wholeFrom(1, 100), 4)
    .option('--full-nodes <number>', 'how many more execute and answer without a vote', wholeFrom(0, 100), 0)
    .option('--port <number>', 'JSON-RPC port of the first node', wholeFrom(1, 65_000), 8545)
    .option('--p2p-port <number>', 'port of the first engine', wholeFrom(1, 65_000), 26_656)
    .option(
      '--genesis <file>',
      "genesis in geth's JSON format (default: the accounts of the development chain)",
    )
    .addOption(
      new Option(
        '--permissions',
        'accounts of the development chain are members that govern it (docs/permissions.md)',
      ).conflicts(['genesis', 'members']),
    )
    .addOption(
      new Option(
        '--members <file>',
        'lines that "network key" printed, one for each node: only what they share is written',
      ).conflicts(['validators', 'fullNodes', 'port', 'p2pPort']),
    )
    .action(init),
  new Command('key')
    .description(
      'make the keys of a node on the machine that it will run on, and print what others need of it',
    )
    .argument('<name>', 'of the node')
    .requiredOption('-o, --output <folder>', 'folder of the network on this machine')
    .requiredOption('--host <host>', 'IPv4 address or name by which the other nodes reach it')
    .option('--port <number>', 'its JSON-RPC port, on this machine', wholeFrom(1, 65_000), 8545)
    .option(
      '--p2p-port <number>',
      'port on which its engine waits for the others',
      wholeFrom(1, 65_000),
      26_656,
    )
    .option('--full-node', 'it has no vote')
    .action(key),
  new Command('join')
    .description('make a node of keys and the files of a network that lie beside them')
    .argument('<folder>', 'of the network on this machine')
    .argument('<name>', 'what "network key" was given')
    .action(join),
  new Command('add-node')
    .description('add a node to a network that may be running, or say how one is added on another machine')
    .argument('<folder>', 'of the network')
    .argument('<name>', 'of the node')
    .option('--validator', 'say, too, how it gets a vote')
    .option('--host <host>', 'it runs there: only say what is to be done')
    .action(addNode),
  new Command('files')
    .description(
      'write compose.yaml and units of systemd that run the nodes of this machine, over those that are there',
    )
    .argument('<folder>', 'of the network')
    .action(files),
];

const wholeFrom = (least: number, most: number) => (text: string) => {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
};

const many = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

async function init(flags: InitFlags): Promise<void> {
  const { output, members } = flags;
  const genesis = flags.genesis === undefined ? undefined : await readGenesis(flags.genesis);
  const done =
    members === undefined ? await initHere(flags, genesis) : await initShared(output, members, genesis);
  if (!genesis)
    note('everybody knows the keys of the funded accounts: give --genesis for a network of value.');
  process.stdout.write(`${output}: ${done}\n`);
}

async function initHere(flags: InitFlags, genesis: GenesisFile | undefined): Promise<string> {
  const { initNetwork } = await import('../network/init-network.ts');
  const { validators, fullNodes, output, port, p2pPort, permissions } = flags;
  const made = permissions && (await import('../network/fill-permissions.ts')).memberGenesis(validators);
  await initNetwork(output, { validators, fullNodes, port, p2pPort, genesis: genesis ?? made });
  await writeServices(output);
  const counted = [many(validators, 'validator'), ...(fullNodes > 0 ? [many(fullNodes, 'full node')] : [])];
  return `${counted.join(' and ')}; run "evm-ml network start ${output}"`;
}

async function initShared(
  output: string,
  members: string,
  genesis: GenesisFile | undefined,
): Promise<string> {
  const [{ initFromMembers }, { readMembers }] = await Promise.all([
    import('../network/init-network.ts'),
    import('../network/members-file.ts'),
  ]);
  const { nodes } = await initFromMembers(output, await readMembers(members), genesis);
  const names = nodes.map(({ name }) => name).join(', ');
  return `what ${names} share; give each all of it, to put beside its keys and run "evm-ml network join"`;
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

async function key(name: string, { output, host, port, p2pPort, fullNode }: KeyFlags): Promise<void> {
  const { createNodeKeys } = await import('../network/node-keys.ts');
  const node = await createNodeKeys(output, { name, host, port, p2pPort, validator: !fullNode });
  note(`keys of ${name} are in ${output}/${name}: they stay there. Send the members the line below.`);
  process.stdout.write(`${JSON.stringify(node)}\n`);
}

async function join(folder: string, name: string): Promise<void> {
  const { joinNetwork } = await import('../network/join-network.ts');
  const { p2pPort, port } = await joinNetwork(folder, name);
  await writeServices(folder);
  process.stdout.write(
    `${folder}: ${name} is ready; engines meet at port ${p2pPort}, JSON-RPC is at 127.0.0.1:${port}; run "evm-ml network start ${folder}"\n`,
  );
}

async function addNode(folder: string, name: string, { validator = false, host }: AddFlags): Promise<void> {
  const [{ addNode }, { joiningGuide }] = await Promise.all([
    import('../network/add-node.ts'),
    import('../network/joining-guide.ts'),
  ]);
  if (host === undefined) {
    const { port } = await addNode(folder, name);
    await writeServices(folder);
    process.stdout.write(`${folder}: ${name} is added, its JSON-RPC will be at 127.0.0.1:${port}\n`);
  }
  process.stdout.write(joiningGuide({ name, folder, host, validator }));
}

async function files(folder: string): Promise<void> {
  for (const path of await writeServices(folder)) process.stdout.write(`${folder}/${path}\n`);
}

async function writeServices(folder: string): Promise<string[]> {
  const { writeServiceFiles } = await import('../network/service-files.ts');
  return writeServiceFiles(folder);
}
