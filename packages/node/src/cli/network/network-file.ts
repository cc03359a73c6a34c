import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { readJson } from '../node/read-config.ts';
import { layout } from './layout.ts';

const port = z.number().int().min(1).max(65_535);

/** A node, as everybody may know it: an entry of `network.json`. */
export const nodeSchema = z.strictObject({
  /** Of its folder. */
  name: z.string().regex(/^[a-z0-9-]{1,32}$/, 'expected 1 to 32 small letters, digits and hyphens'),
  /** IP address or name by which the other engines reach its engine. */
  host: z
    .string()
    .regex(/^[A-Za-z0-9.-]{1,253}$/, 'expected an IPv4 address or a name')
    .default('127.0.0.1'),
  /** TCP port on which its engine waits for the others. */
  p2pPort: port,
  /** TCP port of its JSON-RPC, on its own machine. */
  port,
  /** By which the other engines know its engine: of `node_key.json`. */
  nodeId: z.string().regex(/^[0-9a-f]{40}$/, 'expected 40 hexadecimal digits'),
  /** Ed25519, base64: of `priv_validator_key.json`. */
  publicKey: z.string().regex(/^[A-Za-z0-9+/]{43}=$/, 'expected 32 bytes in base64'),
  /** True if it has a vote from the first block on; what members decide later is on the chain. */
  validator: z.boolean(),
});

/** What a network's folder says of itself: `network.json`. */
const networkSchema = z.strictObject({
  /** Path of the `cometbft` to run; left out: it is looked for. */
  engine: z.string().min(1).optional(),
  nodes: z.array(nodeSchema).min(1),
});

export type NetworkFile = z.output<typeof networkSchema>;
export type NetworkNode = NetworkFile['nodes'][number];

/** Reads the network in a folder. @throws UserError */
export async function readNetwork(folder: string): Promise<NetworkFile> {
  const path = join(folder, layout.network);
  const { data, error } = networkSchema.safeParse(await readJson(path, 'network'));
  if (!data) {
    const [issue] = error.issues;
    throw new UserError(`${path} is not valid at ${issue?.path.join('.') || 'its root'}: ${issue?.message}.`);
  }
  expectDistinct(path, data.nodes);
  return data;
}

/** What no two nodes may share, and what it is called. */
const ownOf = ({ name, nodeId, publicKey, host, port, p2pPort }: NetworkNode) => [
  ['name', name],
  ['nodeId', nodeId],
  ['publicKey', publicKey],
  ['port', `${host}:${port}`],
  ['port', `${host}:${p2pPort}`],
];

/** @param source is for the message. @throws UserError when two nodes have a name, a key or a port in common */
export function expectDistinct(source: string, nodes: readonly NetworkNode[]): void {
  const seen = new Map<string, string>();
  for (const node of nodes) {
    for (const own of ownOf(node)) {
      const other = seen.get(own.join());
      if (other !== undefined)
        throw new UserError(
          `${source}: ${other} and ${node.name} have the same ${own.join(', ')}; give each its own.`,
        );
      seen.set(own.join(), node.name);
    }
  }
}

/** Of a node that has keys and may have nothing else yet. @throws UserError */
export async function readPublic(folder: string, name: string): Promise<NetworkNode> {
  const path = join(folder, name, layout.node.public);
  const { data, error } = nodeSchema.safeParse(await readJson(path, 'public part of keys'));
  if (data) return data;
  throw new UserError(`${path} is not what "evm-ml network key" wrote: ${error.issues[0]?.message}.`);
}

/** The nodes of a network whose folders are here: others run elsewhere. */
export const nodesHere = (folder: string, { nodes }: NetworkFile): NetworkNode[] =>
  nodes.filter(({ name }) => existsSync(join(folder, name, layout.node.config)));
