import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import type { DataFolder } from '../../data-folder/data-folder.ts';
import type { GenesisFile } from '../../genesis/genesis-file.ts';
import type { Engine } from '../../storage/open-store.ts';
import { UserError } from '../errors.ts';
import { withProgress } from '../progress.ts';
import { withUpgrade } from '../upgrade-progress.ts';

interface Flags {
  dataDir: string;
  database: Engine;
  genesis?: string;
}

/** `evm-ml chain`: what an operator does with a data folder. */
export function chainCommand(): Command {
  const chain = new Command('chain').description('back up, restore or verify the data folder of a node');
  withFolder(chain.command('backup'))
    .description('write a consistent copy; with LMDB the node may run meanwhile')
    .argument('<target>', 'a new or empty folder')
    .action(backup);
  withFolder(chain.command('restore'))
    .description('put a backup into an empty data folder')
    .argument('<backup>', 'what backup wrote')
    .action(restore);
  withFolder(chain.command('verify'))
    .description('run every block again from genesis and compare; the node must not run meanwhile')
    .action(verify);
  return chain;
}

function withFolder(command: Command): Command {
  return command
    .option('--data-dir <folder>', 'where the chain is kept', 'data')
    .option('--genesis <file>', "genesis in geth's JSON format (default: the development chain)")
    .addOption(
      new Option('--database <engine>', 'storage engine').choices(['lmdb', 'classic-level']).default('lmdb'),
    );
}

async function backup(target: string, flags: Flags): Promise<void> {
  const { backupChain } = await import('../../data-folder/backup-chain.ts');
  const folder = await toFolder(flags);
  await explained(() => backupChain(folder, target));
  process.stdout.write(`${flags.dataDir} is backed up to ${target}\n`);
}

async function restore(source: string, flags: Flags): Promise<void> {
  const { restoreChain } = await import('../../data-folder/restore-chain.ts');
  const folder = { ...(await toFolder(flags)), dataDir: source };
  await withUpgrade((onProgress) => explained(() => restoreChain(folder, flags.dataDir, { onProgress })));
  process.stdout.write(`${source} is restored to ${flags.dataDir}\n`);
}

async function verify(flags: Flags): Promise<void> {
  const { verifyChain } = await import('../../data-folder/verify-chain.ts');
  const folder = await toFolder(flags);
  const { blocks, transactions, head } = await withUpgrade((onProgress, upgraded) =>
    withProgress((progress) => {
      const show = (block: bigint, last: bigint) => {
        upgraded();
        progress.update('verify', Number(block), Number(last));
      };
      return explained(() => verifyChain(folder, show, { onProgress }));
    }),
  );
  const hash = Buffer.from(head).toString('hex');
  process.stdout.write(`${blocks} blocks, ${transactions} transactions: all as stored\nhead  0x${hash}\n`);
}

async function toFolder({ dataDir, database, genesis }: Flags): Promise<DataFolder> {
  return { dataDir, database, ...(genesis === undefined ? {} : { genesis: await readGenesis(genesis) }) };
}

async function readGenesis(path: string): Promise<GenesisFile> {
  const { parseGenesis } = await import('../../genesis/genesis-file.ts');
  try {
    return parseGenesis(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new UserError(
      `${path}: no genesis can be read from it (${error instanceof Error ? error.message : error}).`,
    );
  }
}

/** What storage and replay refuse is a sentence for the user. */
async function explained<T>(work: () => Promise<T>): Promise<T> {
  const [{ StorageError }, { Fault }] = await Promise.all([
    import('../../storage/key-value-store.ts'),
    import('../../chain/fault.ts'),
  ]);
  try {
    return await work();
  } catch (error) {
    if (error instanceof StorageError || error instanceof Fault) throw new UserError(error.message);
    throw error;
  }
}
