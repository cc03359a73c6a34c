import { layout } from './layout.ts';
import type { NetworkNode } from './network-file.ts';

/** What an engine's config is made from. */
export interface EngineConfigParts {
  node: NetworkNode;
  /** All nodes of the network. */
  nodes: readonly NetworkNode[];
}

/** Transactions of this node's own pool, and of the engine's: `maxPoolTransactions` unless a config says otherwise. */
const poolSize = 8_192;

/** Bytes of this node's own pool: `maxPoolBytes` unless a config says otherwise. */
const poolBytes = 64 * 2 ** 20;

/** Where only this machine is meant, only this machine gets in. */
const listenOn = ({ host }: NetworkNode) => (host === '127.0.0.1' || host === 'localhost' ? host : '0.0.0.0');

/** The other nodes: `ID@HOST:PORT`. */
const peersOf = (node: NetworkNode, nodes: readonly NetworkNode[]) =>
  nodes
    .filter(({ name }) => name !== node.name)
    .map(({ nodeId, host, p2pPort }) => `${nodeId}@${host}:${p2pPort}`);

/**
 * The engine's `config.toml`: what differs from CometBFT's defaults, which hold for all else. Paths of sockets are
 * relative to the node's folder, in which the engine is started.
 */
export const engineConfig = ({ node, nodes }: EngineConfigParts): string => `\
# CometBFT 0.38 beside evm-ml. What is not here is as CometBFT has it; docs/network.md says why this differs.
proxy_app = "unix://${layout.node.abciSocket}"
moniker = "${node.name}"
log_level = "error"
# The node says who may connect.
filter_peers = true

[rpc]
# It knows no rights: only this user can reach it.
laddr = "unix://${layout.node.rpcSocket}"
# dial_peers: the node has it call peers that are missing.
unsafe = true

[p2p]
laddr = "tcp://${listenOn(node)}:${node.p2pPort}"
persistent_peers = "${peersOf(node, nodes).join(',')}"
# Nobody is found by hearsay.
pex = false
addr_book_strict = false
allow_duplicate_ip = true
flush_throttle_timeout = "2ms"

[mempool]
# It tells the others and wakes the engine up; what is proposed comes from the node's own pool.
size = ${poolSize}
# As much as the node's own pool, and as much again of what is told of twice.
max_txs_bytes = ${2 * poolBytes}
cache_size = ${2 * poolSize}

[consensus]
timeout_propose = "2s"
timeout_commit = "0s"
skip_timeout_commit = true
# Without transactions there are no blocks.
create_empty_blocks = false
peer_gossip_sleep_duration = "10ms"

[storage]
discard_abci_responses = true

[tx_index]
indexer = "null"
`;
