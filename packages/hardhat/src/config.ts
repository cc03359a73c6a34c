import type { NodeOptions } from '@evm-ml/node';

/** The network whose connections have a node of their own. */
export const NETWORK = 'evmml';

/** Stands for the address of a node that is started when a connection is made. No program listens on port 0. */
export const OWN_NODE = 'http://127.0.0.1:0';

/** How the node of a connection is started; it is in memory, on a free port, with development methods. */
export type EvmMlNodeOptions = Omit<NodeOptions, 'dataDir' | 'port'>;

/** The field `evmMl` of hardhat.config.ts. */
export interface EvmMlUserConfig {
  /** Folder of artefacts, from the project's root; default `models`. */
  models?: string;
  /** How the node of a connection is started, as `startNode` of @evm-ml/node takes it. */
  node?: EvmMlNodeOptions;
}

/** The same, resolved. */
export interface EvmMlConfig {
  /** Folder of artefacts, an absolute path. */
  models: string;
  node: EvmMlNodeOptions;
}
