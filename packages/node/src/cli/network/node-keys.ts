import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { createEngineKey, newValidatorState, nodeId, nodeKeyFile, validatorKeyFile } from './engine-keys.ts';
import { layout } from './layout.ts';
import { type NetworkNode, nodeSchema } from './network-file.ts';
import { writeOwned } from './write-owned.ts';

/** What is said of a node before it has keys. */
export type NodePlan = Omit<NetworkNode, 'nodeId' | 'publicKey'>;

/**
 * Makes the keys of a node on the machine that it will run on.
 * @throws UserError when the folder has such a node already
 */
export async function createNodeKeys(folder: string, plan: NodePlan): Promise<NetworkNode> {
  const { success, error } = planSchema.safeParse(plan);
  if (!success)
    throw new UserError(`${error.issues[0]?.path.join()} is not valid: ${error.issues[0]?.message}.`);
  if (existsSync(join(folder, plan.name)))
    throw new UserError(
      `${join(folder, plan.name)} is there already: its ${layout.node.public} is what others may know, give another name for new keys.`,
    );
  return writeNodeKeys(folder, plan);
}

const planSchema = nodeSchema.omit({ nodeId: true, publicKey: true });

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
  const node = { ...plan, nodeId: nodeId(nodeKey), publicKey: key.publicKey.toString('base64') };
  await writeOwned(join(folder, plan.name), layout.node.public, node);
  return node;
}
