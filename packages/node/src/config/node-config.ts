import { z } from 'zod';
import { accessConfig } from '../access/access-config.ts';
import { defaultLimits, type Limits } from './limits.ts';

/** What is said of a setting besides its schema: by `--help`, and by docs/settings.md. */
export interface About {
  /** What it is for, in one sentence without a capital or a full stop. */
  readonly description: string;
  /** The flag's placeholder; absent for switches, and for settings that only a config file can hold. */
  readonly value?: string;
  /** What holds when it is left out, where the schema has no default. */
  readonly otherwise?: string;
}

/** A schema that says what it is for. */
const about = <Schema extends z.ZodType>(schema: Schema, text: About): Schema => schema.meta({ ...text });

/** A day, in milliseconds. */
const longestBlockTime = 86_400_000;

const limitNames = Object.keys(defaultLimits) as (keyof Limits)[];
const limits = z.partialRecord(z.enum(limitNames), z.number().int().positive());
const text = z.string().min(1);
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'expected an address: 0x and 40 hexadecimal digits');
/** It stands in the page's content security policy. */
const nodeOrigin = z
  .string()
  .regex(/^(https?|wss?):\/\/[\w.[\]:-]+$/, 'expected origins such as http://127.0.0.1:8546');
/** How https://binaries.soliditylang.org/bin/ names a compiler in JavaScript; its version first. */
export const COMPILER_NAME = /(?:^|[\\/])soljson-v(\d+\.\d+\.\d+)\+commit\.[0-9a-f]{8}\.js$/;
const compilerFile = z
  .string()
  .regex(COMPILER_NAME, 'expected files such as soljson-v0.8.28+commit.7893614a.js');
/** A list, or its items with commas between them, as flags and the environment give it. */
const list = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(
    (given) => (typeof given === 'string' ? given.split(',').filter((part) => part !== '') : given),
    z.array(item),
  );

/**
 * Everything that a node's config file may say; flags and environment set the same fields. Paths are relative to
 * the folder in which the node is started.
 */
export const nodeConfigSchema = z.strictObject({
  dataDir: about(text.default('data'), {
    description: 'where the chain is kept; one node at a time may use it',
    value: '<folder>',
  }),
  memory: about(z.boolean().default(false), { description: 'keep nothing: the chain ends with the process' }),
  host: about(text.default('127.0.0.1'), { description: 'address to listen on', value: '<address>' }),
  port: about(z.number().int().min(0).max(65_535).default(8545), {
    description: 'TCP port of JSON-RPC over HTTP and WebSocket; 0: any free one',
    value: '<number>',
  }),
  genesis: about(text.optional(), {
    description: "genesis in geth's JSON format, with an optional `predict` section",
    value: '<file>',
    otherwise: 'the development chain',
  }),
  database: about(z.enum(['lmdb', 'classic-level']).default('lmdb'), {
    description: 'storage engine: lmdb, or classic-level where LMDB will not load',
    value: '<engine>',
  }),
  durability: about(z.enum(['disk', 'os']).default('disk'), {
    description:
      'what an acknowledged transaction survives: disk a power cut, os only the end of the process',
    value: '<kind>',
  }),
  state: about(z.union([z.literal('archive'), z.number().int().positive()]).default('archive'), {
    description: 'states that are kept: archive for those of all blocks, or of so many of the newest',
    value: '<blocks>',
  }),
  proofs: about(z.union([z.literal('archive'), z.number().int().positive()]).optional(), {
    description:
      'blocks whose trie nodes are kept, for proofs of old states: archive for all, or so many of the newest',
    value: '<blocks>',
    otherwise: '128, and all with development methods',
  }),
  keepPool: about(z.boolean().default(false), {
    description: 'keep waiting transactions in the database, so that they still wait after a restart',
  }),
  blockTime: about(z.number().int().min(0).max(longestBlockTime).default(0), {
    description: 'milliseconds between blocks; 0: a block as soon as a transaction is there',
    value: '<ms>',
  }),
  cometbft: about(
    z.strictObject({ abciSocket: text, rpcSocket: text, configFile: text.optional() }).optional(),
    {
      description:
        'makes the node one of several validators (docs/network.md): unix sockets, abciSocket on which it waits for its CometBFT, rpcSocket on which that serves its JSON-RPC; and configFile, its config.toml, whose persistent_peers it is told to call again while they are missing',
      otherwise: 'none: this node decides alone',
    },
  ),
  snapshotEvery: about(z.number().int().min(0).default(0), {
    description:
      'blocks from one snapshot to the next, with which nodes join a network of validators later (docs/network.md); 0: none',
    value: '<blocks>',
  }),
  readThreads: about(z.number().int().min(1).max(64).optional(), {
    description: 'threads that answer calls, traces and searches beside the chain',
    value: '<number>',
    otherwise: 'one less than the processor has cores, from 1 to 8, and no more than memory holds',
  }),
  coinbase: about(address.optional(), {
    description: 'who collects the fees',
    value: '<address>',
    otherwise: 'the zero address',
  }),
  dev: about(z.boolean().optional(), {
    description: 'open the development methods: `evm_*`, `anvil_*`, `hardhat_*`',
    otherwise: 'on the development chain only',
  }),
  debug: about(z.boolean().optional(), { description: 'open `debug_*`', otherwise: 'as dev' }),
  keystore: about(text.optional(), {
    description: 'folder of encrypted accounts, as `evm-ml account` keeps it',
    value: '<folder>',
    otherwise: '`keystore` in dataDir',
  }),
  unlock: about(list(address).default([]), {
    description: 'accounts of the keystore that the node signs for, with commas between them',
    value: '<addresses>',
  }),
  passwordFile: about(text.optional(), {
    description: 'their passwords: one line for all, or one line for each',
    value: '<file>',
    otherwise: 'none',
  }),
  explorer: about(z.union([z.boolean(), list(nodeOrigin)]).default(true), {
    description:
      'a page to look at the chain, at `/explorer/`: served (true), not (false), or a list: origins of other nodes that it may be pointed at',
    value: '<origins>',
  }),
  compilers: about(list(compilerFile).default([]), {
    description:
      'compilers with which the page verifies contracts besides the one that is installed: files as https://binaries.soliditylang.org/bin/ has them, `soljson-v0.8.28+commit.7893614a.js`; of 0.6.0 or later',
    value: '<files>',
  }),
  addressIndex: about(z.boolean().default(true), {
    description:
      'keep where addresses appear, so that what happened with one is found on a chain of any length (`ots_searchTransactionsBefore` and its like)',
  }),
  metrics: about(z.boolean().default(false), { description: 'serve Prometheus metrics at `/metrics`' }),
  logLevel: about(z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('warn'), {
    description: 'silent, fatal, error, warn, info, debug or trace; on stderr',
    value: '<level>',
  }),
  logFormat: about(z.enum(['auto', 'pretty', 'json']).default('auto'), {
    description: 'pretty for people, json for programs, auto: pretty on a terminal',
    value: '<format>',
  }),
  corsOrigins: about(z.union([z.boolean(), list(z.string())]).optional(), {
    description: 'origins that browsers may call from: all (true), a list, or none (false)',
    value: '<origins>',
    otherwise: 'pages of this machine, and browser extensions',
  }),
  hosts: about(z.union([z.literal(true), list(z.string())]).optional(), {
    description: 'names by which the node may be called (the `Host` header): all (true), or a list',
    value: '<names>',
    otherwise: '`localhost`, and any address',
  }),
  tls: about(z.strictObject({ certFile: text, keyFile: text, clientCaFile: text.optional() }).optional(), {
    description: 'PEM files: certFile, keyFile, and clientCaFile to let in only clients of that authority',
    otherwise: 'none',
  }),
  access: about(accessConfig.optional(), {
    description: 'who may call what',
    otherwise: 'everybody everything',
  }),
  limits: about(limits.default({}), { description: 'bounds on requests and the mempool' }),
});

export type NodeConfigInput = z.input<typeof nodeConfigSchema>;
export type NodeConfig = z.output<typeof nodeConfigSchema>;
