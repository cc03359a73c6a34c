import { join } from 'node:path';
import type { NodeConfigInput } from '../../config/node-config.ts';
import { engineConfig } from './engine-config.ts';
import { layout } from './layout.ts';
import type { NetworkNode } from './network-file.ts';
import { writeOwned } from './write-owned.ts';

/** Where a node stands among others. */
export interface NodePlace {
  node: NetworkNode;
  /** All nodes of the network. */
  nodes: readonly NetworkNode[];
  /** What all engines of the network begin with. */
  engineGenesis: unknown;
}

/** Writes all but the keys of a node: its settings, and those of its engine. @param folder of the network */
export async function writeNodeSettings(
  folder: string,
  { node, nodes, engineGenesis }: NodePlace,
): Promise<void> {
  const home = join(folder, node.name);
  const engine = join(home, layout.node.engine);
  await writeOwned(engine, layout.engine.config, engineConfig({ node, nodes }));
  await writeOwned(engine, layout.engine.genesis, engineGenesis);
  // Last: a folder without it counts as one of a node that runs elsewhere.
  await writeOwned(home, layout.node.config, nodeConfig(node.port));
}

/** Settings of a node that is started in its own folder. */
const nodeConfig = (port: number): NodeConfigInput => ({
  dataDir: layout.node.data,
  genesis: `../${layout.genesis}`,
  port,
  keepPool: true,
  snapshotEvery: 1_000,
  logLevel: 'info',
  logFormat: 'pretty',
  // Without rights and secrets, on loopback as the rest.
  metrics: true,
  cometbft: {
    abciSocket: layout.node.abciSocket,
    rpcSocket: layout.node.rpcSocket,
    configFile: join(layout.node.engine, layout.engine.config),
  },
});
