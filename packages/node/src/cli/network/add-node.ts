import { joinNetwork } from './join-network.ts';
import { type NetworkNode, readNetwork } from './network-file.ts';
import { createNodeKeys } from './node-keys.ts';

/**
 * Adds a node on this machine to a network, which may run meanwhile. It has no vote, and the ports after those that are
 * taken.
 * @throws UserError when the folder holds no network, or such a node
 */
export async function addNode(folder: string, name: string): Promise<NetworkNode> {
  const { nodes } = await readNetwork(folder);
  const after = (ports: number[]) => Math.max(...ports) + 1;
  await createNodeKeys(folder, {
    ...{ name, host: '127.0.0.1', validator: false },
    port: after(nodes.map(({ port }) => port)),
    p2pPort: after(nodes.map(({ p2pPort }) => p2pPort)),
  });
  return joinNetwork(folder, name);
}
