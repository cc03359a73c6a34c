import { readFile } from 'node:fs/promises';
import { parse } from 'smol-toml';
import { z } from 'zod';

const schema = z.object({ p2p: z.object({ persistent_peers: z.string() }) });

/**
 * Whom an engine shall always be connected to: `ID@HOST:PORT` each, as its `config.toml` names them.
 * @throws Error when there is no such file, or it names none
 */
export async function persistentPeers(configPath: string): Promise<readonly string[]> {
  const { p2p } = schema.parse(parse(await readFile(configPath, 'utf8')));
  return p2p.persistent_peers
    .split(',')
    .map((peer) => peer.trim())
    .filter((peer) => peer !== '');
}
