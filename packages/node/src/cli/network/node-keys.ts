import { join } from 'node:path';
import { createEngineKey, newValidatorState, nodeId, nodeKeyFile, validatorKeyFile } from './engine-keys.ts';
import { layout } from './layout.ts';
import type { NetworkNode } from './network-file.ts';
import { writeOwned } from './write-owned.ts';

/** What is said of a node before it has keys. */
export type NodePlan = Omit<NetworkNode, 'nodeId' | 'publicKey'>;

/**
 * Makes a node's keys in its engine's folder. They never leave it: what others need is what this returns.
 * @param folder of the network
 */
export async function writeNodeKeys(folder: string, plan: NodePlan): Promise<NetworkNode> {
  const [key, nodeKey] = [createEngineKey(), createEngineKey()];
  const engine = join(folder, plan.name, layout.node.engine);
  await writeOwned(engine, layout.engine.validatorKey, validatorKeyFile(key));
  await writeOwned(engine, layout.engine.validatorState, newValidatorState);
  await writeOwned(engine, layout.engine.nodeKey, nodeKeyFile(nodeKey));
  return { ...plan, nodeId: nodeId(nodeKey), publicKey: key.publicKey.toString('base64') };
}
