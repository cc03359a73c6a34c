import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.ts';
import { note } from '../io/note.ts';
import { composeFile } from './compose-file.ts';
import { knownEngine } from './find-engine.ts';
import { layout } from './layout.ts';
import { nodesHere, readNetwork } from './network-file.ts';
import { nodeUnit, unitName } from './systemd-units.ts';
import { writeOwned } from './write-owned.ts';

const main = fileURLToPath(new URL('../main.js', import.meta.url));

/** Where the engine is expected that nobody has yet. */
const engineFallback = '/usr/local/bin/cometbft';

/**
 * Writes what runs the nodes of a folder as services, over what was there: `compose.yaml`, and units of systemd with the
 * programs and the user that this process has.
 * @returns paths of the files, in the folder
 * @throws UserError when the folder holds no network
 */
export async function writeServiceFiles(folder: string): Promise<string[]> {
  const network = await readNetwork(folder);
  const nodes = nodesHere(folder, network);
  const engine = await engineOf(network.engine);
  const user = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const files: Record<string, string> = { [layout.compose]: composeFile(nodes, user) };
  for (const { name } of nodes) {
    const parts = {
      ...{ name, folder: resolve(folder), user, engine },
      node: [process.execPath, main],
    };
    files[join(layout.systemd, unitName(name))] = nodeUnit(parts);
  }
  await rm(join(folder, layout.systemd), { recursive: true, force: true });
  await rm(join(folder, layout.compose), { force: true });
  for (const [path, content] of Object.entries(files)) await writeOwned(folder, path, content);
  return Object.keys(files);
}

/** What is named wrongly is said, and stops nothing: everything else has been written by now. */
async function engineOf(configured: string | undefined): Promise<string> {
  try {
    return (await knownEngine({ configured })) ?? engineFallback;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    note(
      `${error.message} The units of systemd name ${engineFallback}: "evm-ml network files" writes them anew.`,
    );
    return engineFallback;
  }
}
