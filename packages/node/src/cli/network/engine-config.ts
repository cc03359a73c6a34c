import { layout } from './layout.ts';

/** What an engine's config is made from. */
export interface EngineConfigParts {
  name: string;
  p2pPort: number;
  /** The other nodes: `ID@HOST:PORT`. */
  peers: readonly string[];
}

/** Transactions of this node's own pool, and of the engine's: `maxPoolTransactions` unless a config says otherwise. */
const poolSize = 8_192;

/**
 * The engine's `config.toml`: what differs from CometBFT's defaults, which hold for all else. Paths of sockets are
 * relative to the node's folder, in which the engine is started.
 */
export const engineConfig = ({ name, p2pPort, peers }: EngineConfigParts): string => `\
# CometBFT 0.38 beside evm-ml. What is not here is as CometBFT has it; docs/network.md says why this differs.
proxy_app = "unix://${layout.node.abciSocket}"
moniker = "${name}"
log_level = "error"

[rpc]
# It knows no rights: only this user can reach it.
laddr = "unix://${layout.node.rpcSocket}"

[p2p]
laddr = "tcp://127.0.0.1:${p2pPort}"
persistent_peers = "${peers.join(',')}"
# Nobody is found by hearsay.
pex = false
addr_book_strict = false
allow_duplicate_ip = true
flush_throttle_timeout = "10ms"

[mempool]
# It tells the others and wakes the engine up; what is proposed comes from the node's own pool.
size = ${poolSize}
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
