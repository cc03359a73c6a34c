import type { Hex } from 'viem';
import type { z } from 'zod';
import type { accessConfig } from './access/access-config.ts';
import type { UnlockedAccount } from './accounts/unlock-accounts.ts';
import type { UpgradeProgress } from './data-folder/upgrades/upgrade-store.ts';
import type { DevelopmentAccount } from './genesis/accounts.ts';
import type { GenesisFile } from './genesis/genesis-file.ts';
import type { LogFormat } from './logging/create-logger.ts';
import type { StatePolicy } from './state/retention.ts';
import type { Durability } from './storage/key-value-store.ts';

/** How a node is started. Everything has a default: `startNode({})` is a development chain in memory. */
export interface NodeOptions {
  /** Folder of the database. Left out: the chain lives in memory and ends with the process. */
  dataDir?: string;
  /** Storage engine for `dataDir`: `lmdb` (default) or `classic-level`, where LMDB will not load. */
  database?: 'lmdb' | 'classic-level';
  /**
   * What an acknowledged transaction survives: `disk` (default) a power cut, `os` only the end of the process, which
   * saves a flush for each block.
   */
  durability?: Durability;
  /** States that are kept: `archive` (default) of all blocks, or of so many of the newest. */
  state?: StatePolicy;
  /**
   * Blocks whose trie nodes are kept, for proofs and for what runs on old states as a block: default 128, and all where
   * development methods are open, which can go back.
   */
  proofs?: StatePolicy;
  /** Keeps waiting transactions in the database, so that they still wait after a restart; default false. */
  keepPool?: boolean;
  /** Address to listen on, default `127.0.0.1`. */
  host?: string;
  /** TCP port, default 8545; 0 takes any free port. */
  port?: number;
  /** Genesis in geth's JSON format with an optional `predict` section. Default: the development chain. */
  genesis?: GenesisFile;
  /** Milliseconds between blocks; 0 (default) seals as soon as a transaction is there. */
  blockTime?: number;
  /**
   * Makes the node one of several validators: unix sockets on which it waits for its CometBFT, and on which that serves
   * its JSON-RPC. Needs `dataDir` and `genesis`. What waits is kept; development methods and `blockTime` have no place.
   */
  cometbft?: { abciSocket: string; rpcSocket: string; configFile?: string | undefined };
  /** With `cometbft`: takes a snapshot of every so many-th block, for nodes that join later; default 0: none. */
  snapshotEvery?: number;
  /** Threads that answer calls, traces and searches; left out: one less than there are cores, from 1 to 8. */
  readThreads?: number;
  /** Account that collects the fees, default the zero address. */
  coinbase?: Hex;
  /** Opens the development methods (`evm_*`, `anvil_*`, `hardhat_*`), default false. */
  dev?: boolean;
  /** Opens the `debug_*` methods, default the value of `dev`. */
  debug?: boolean;
  /** Bounds on requests and the mempool; see `config/limits.ts` for names and defaults. */
  limits?: Partial<import('./config/limits.ts').Limits>;
  /** Who may call what; see `access/`. Left out: whoever reaches the port may call everything that is open. */
  access?: z.input<typeof accessConfig>;
  /** Origins that browsers may call from: `true` any, a list, `false` none; left out: pages of this machine. */
  corsOrigins?: boolean | string[];
  /** Values of the `Host` header that are served: `true` any, or a list; left out: this machine's and addresses. */
  hosts?: true | string[];
  /** Serves a page to look at the chain, default false; a list: origins of other nodes that it may be pointed at. */
  explorer?: boolean | string[];
  /**
   * Solidity compilers that the page may verify contracts with, besides the one that is installed: paths of files that are
   * named as https://binaries.soliditylang.org/bin/ names them, `soljson-v0.8.28+commit.7893614a.js`.
   */
  compilers?: string[];
  /** Keeps where addresses appear, for `ots_searchTransactionsBefore` and its like, default false. */
  addressIndex?: boolean;
  /** Serves Prometheus metrics at `/metrics`, default false. */
  metrics?: boolean;
  /** Serves HTTPS and WSS instead of HTTP and WS. */
  tls?: TlsFiles;
  /** Accounts that the node signs for with eth_sendTransaction; whoever may call it spends from them. */
  unlocked?: readonly UnlockedAccount[];
  /** Is told how far the upgrade of a data folder of an older version is; see docs/node.md. */
  onUpgrade?: (progress: UpgradeProgress) => void;
  /** Log level of pino, default `silent`; to stderr. */
  logLevel?: 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';
  /** `pretty` for people, `json` for programs, `auto` (default): pretty where stderr is a terminal. */
  logFormat?: LogFormat;
}

/** PEM files of TLS; with `clientCaFile` only clients with a certificate of that authority get in. */
export interface TlsFiles {
  certFile: string;
  keyFile: string;
  clientCaFile?: string;
}

/** A node that is up. */
export interface RunningNode {
  /** HTTP address of the JSON-RPC door, e.g. `http://127.0.0.1:8545`. */
  url: string;
  /** WebSocket address of the same door. */
  wsUrl: string;
  /** Address of the page to look at the chain, if it is served. */
  explorerUrl: string | undefined;
  chainId: number;
  /** Prefunded accounts of the development chain; empty with a genesis of your own. */
  accounts: DevelopmentAccount[];
  /** What its operator should know of who can reach it; it is in the log, too. */
  warning: string | undefined;
  /** Addresses that the node signs for, of `unlocked`. */
  unlocked: Hex[];
  /** Resolves when the node has stopped: with nothing after `close`, with the fault that halted it otherwise. */
  stopped: Promise<Error | undefined>;
  /** Finishes the block in work, closes sockets and the database. Safe to call twice. */
  close(): Promise<void>;
}
