import { readFile } from 'node:fs/promises';
import { parse } from 'smol-toml';
import { z } from 'zod';

const schema = z.object({ p2p: z.object({ persistent_peers: z.string() }) });

/**
 * Whom an engine shall always be connected to: `ID@HOST:PORT` each, as its `config.toml` names them.
 * @throws Error that says why the file cannot be read, or names none
 */
export async function persistentPeers(configPath: string): Promise<readonly string[]> {
  const { p2p } = await read(configPath);
  return p2p.persistent_peers
    .split(',')
    .map((peer) => peer.trim())
    .filter((peer) => peer !== '');
}

async function read(configPath: string): Promise<z.output<typeof schema>> {
  try {
    return schema.parse(parse(await readFile(configPath, 'utf8')));
  } catch (cause) {
    const why =
      cause instanceof z.ZodError
        ? 'it has no persistent_peers in its section [p2p]'
        : (cause as Error).message.split('\n')[0];
    throw new Error(`cometbft.configFile: ${configPath} is no config.toml of an engine: ${why}.`, { cause });
  }
}
