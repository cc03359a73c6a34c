import { join, relative } from 'node:path';

/** Where things lie in a network's folder. A node is started in its own folder: no file names the place of another. */
export const layout = {
  network: 'network.json',
  genesis: 'genesis.json',
  /** What each engine has as its genesis, for nodes that are added. */
  engineGenesis: 'engine-genesis.json',
  /** What runs the nodes of the folder as services. */
  compose: 'compose.yaml',
  systemd: 'systemd',
  /** In a node's folder. */
  node: {
    config: 'node.json',
    /** What others may know of it: its entry of the network. */
    public: 'public.json',
    data: 'data',
    engine: 'engine',
    abciSocket: 'abci.sock',
    rpcSocket: 'engine.sock',
  },
  /** In an engine's folder. */
  engine: {
    config: 'config/config.toml',
    genesis: 'config/genesis.json',
    nodeKey: 'config/node_key.json',
    validatorKey: 'config/priv_validator_key.json',
    validatorState: 'data/priv_validator_state.json',
  },
} as const;

/** A unix socket of a node, seen from here: such paths may have some hundred bytes only. */
export const socketOf = (network: string, name: string, socket: 'abciSocket' | 'rpcSocket'): string =>
  relative(process.cwd(), join(network, name, layout.node[socket]));
