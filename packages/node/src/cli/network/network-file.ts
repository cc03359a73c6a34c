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

/** What no two nodes may share. */
const own = {
  name: ({ name }: NetworkNode) => name,
  nodeId: ({ nodeId }: NetworkNode) => nodeId,
  publicKey: ({ publicKey }: NetworkNode) => publicKey,
  p2pPort: ({ host, p2pPort }: NetworkNode) => `${host}:${p2pPort}`,
};

/** @param source is for the message. @throws UserError when two nodes have a name, a key or an address in common */
export function expectDistinct(source: string, nodes: readonly NetworkNode[]): void {
  for (const [field, read] of Object.entries(own)) {
    const seen = new Map<string, string>();
    for (const node of nodes) {
      const value = read(node);
      const other = seen.get(value);
      if (other !== undefined)
        throw new UserError(
          `${source}: ${other} and ${node.name} have the same ${field}, ${value}; give each its own.`,
        );
      seen.set(value, node.name);
    }
  }
}

/** The nodes of a network whose folders are here: others run elsewhere. */
export const nodesHere = (folder: string, { nodes }: NetworkFile): NetworkNode[] =>
  nodes.filter(({ name }) => existsSync(join(folder, name, layout.node.config)));
