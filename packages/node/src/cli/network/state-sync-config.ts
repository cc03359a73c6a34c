import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { EngineRpc } from '../../engine/engine-rpc.ts';
import { UserError } from '../errors.ts';
import { layout } from './layout.ts';

/** A block of the engine that whoever joins takes for true, and holds all later ones against. */
export interface TrustedBlock {
  readonly height: string;
  /** 64 hexadecimal digits. */
  readonly hash: string;
}

/** How a node joins by a snapshot. */
export interface StateSyncPlan {
  /**
   * Where engines of the network serve their JSON-RPC, two at least: `http://HOST:PORT`, or `unix://PATH`, seen from the
   * folder in which the node is started. What one says is held against the others.
   */
  readonly rpcServers: readonly string[];
  /** From somebody of the network, not from one of the servers alone. */
  readonly trusted: TrustedBlock;
  /** For how long after its time the trusted block is good, in Go's words; default a week. */
  readonly trustPeriod?: string;
}

const commitSchema = z.object({
  signed_header: z.object({
    header: z.object({ height: z.string() }),
    commit: z.object({ block_id: z.object({ hash: z.string().length(64) }) }),
  }),
});

/** The newest block of an engine, for whoever trusts it. @throws EngineError */
export async function newestBlock(rpc: EngineRpc): Promise<TrustedBlock> {
  const { signed_header: signed } = commitSchema.parse(await rpc.call('commit'));
  return { height: signed.header.height, hash: signed.commit.block_id.hash };
}

/** The section of `config.toml` with which an engine that has no blocks joins by a snapshot. */
export const stateSyncConfig = ({
  rpcServers,
  trusted: { height, hash },
  trustPeriod = '168h0m0s',
}: StateSyncPlan): string => `
[statesync]
# Only a node without blocks does it: once it has some, this is not looked at.
enable = true
rpc_servers = "${rpcServers.join(',')}"
trust_height = ${height}
trust_hash = "${hash}"
trust_period = "${trustPeriod}"
discovery_time = "5s"
chunk_request_timeout = "5s"
`;

/** `HEIGHT:HASH`. @throws UserError */
export function readTrusted(text: string): TrustedBlock {
  const [, height, hash] = /^([1-9][0-9]{0,17}):([0-9a-fA-F]{64})$/.exec(text) ?? [];
  if (height !== undefined && hash !== undefined) return { height, hash };
  throw new UserError(`${text} is no trusted block: give HEIGHT:HASH, the hash in 64 hexadecimal digits.`);
}

/** Has the engine of a new node, whose folder is given, join by a snapshot. @throws UserError */
export async function joinByStateSync(node: string, plan: StateSyncPlan): Promise<void> {
  const { rpcServers } = plan;
  if (rpcServers.length < 2)
    throw new UserError('one engine alone could tell anything: name two of the network at least.');
  const odd = rpcServers.find((server) => !/^(unix:\/\/|https?:\/\/)[\w./:@%~-]+$/.test(server));
  if (odd !== undefined)
    throw new UserError(`${odd} is no address of an engine: give unix://PATH or http://HOST:PORT.`);
  const config = join(node, layout.node.engine, layout.engine.config);
  const before = await readFile(config, 'utf8').catch(() => {
    throw new UserError(`${node} is no folder of a node: there is no ${config}.`);
  });
  if (before.includes('[statesync]'))
    throw new UserError(`${config} has a section [statesync] already: change it there.`);
  await appendFile(config, stateSyncConfig(plan));
}
