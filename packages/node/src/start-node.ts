import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { CustomCrypto } from '@ethereumjs/common';
import { createAddressFromString, createZeroAddress } from '@ethereumjs/util';
import { errorCode } from '@evm-ml/rpc';
import type { Logger } from 'pino';
import { exposureWarning } from './access/exposure.ts';
import { accessConfig, createAuthorize, everything } from './access/index.ts';
import { AddressIndex } from './address-index/address-index.ts';
import { openChain } from './chain/open-chain.ts';
import { availableMemory, expectMemory, requiredMemory } from './chain/required-memory.ts';
import { checkOptions } from './config/check-options.ts';
import { defaultLimits } from './config/limits.ts';
import { createDriver, createValidator } from './consensus/create-driver.ts';
import type { Driver } from './consensus/driver.ts';
import { expectOrigin, readEngineHeight } from './consensus/engine-height.ts';
import { createCustomCrypto } from './crypto/custom-crypto.ts';
import { Signers } from './crypto/signers.ts';
import { openDataFolder } from './data-folder/open-data-folder.ts';
import { areKeysKnown, developmentAccounts } from './genesis/accounts.ts';
import { developmentGenesis } from './genesis/development.ts';
import { type Genesis, parseGenesis } from './genesis/genesis-file.ts';
import { checkDigests } from './installed/check-digests.ts';
import { createLogger } from './logging/create-logger.ts';
import { logChain } from './logging/log-chain.ts';
import { Mempool } from './mempool/mempool.ts';
import { dropJournal, PoolJournal } from './mempool/pool-journal.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import type { NodeOptions, RunningNode } from './node-options.ts';
import type { ReadPool } from './reads/read-pool.ts';
import { defaultThreads, workerBytes } from './reads/worker-memory.ts';
import { createDispatcher } from './rpc/dispatch.ts';
import { FilterStore } from './rpc/filters.ts';
import { findCompilers } from './rpc/find-compilers.ts';
import { Impersonation } from './rpc/impersonation.ts';
import type { RpcContext } from './rpc/method.ts';
import { selectMethods } from './rpc/method-table.ts';
import { openReads } from './rpc/open-reads.ts';
import { PendingBlocks } from './rpc/pending-blocks.ts';
import { Reads } from './rpc/reads.ts';
import { EXPLORER_PATH, type Explorer, isPageBuilt } from './rpc/serve-explorer.ts';
import { createServer } from './rpc/server.ts';
import { Snapshots } from './rpc/snapshots.ts';
import { defaultProofs } from './state/retention.ts';
import type { KeyValueStore } from './storage/key-value-store.ts';
import { engineFolder } from './storage/open-store.ts';

/** Opens (or creates) the chain and serves it over JSON-RPC. Rejects with one clear sentence when it cannot. */
export async function startNode(options: NodeOptions = {}): Promise<RunningNode> {
  checkOptions(options);
  const log = createLogger(options.logLevel ?? 'silent', options.logFormat);
  const digests = checkDigests();
  log.info({ digests }, 'kernels, contracts and gas tables are those that were built');
  const explorer = explorerOf(options, log);
  const crypto = await createCustomCrypto();
  const store = await openFolder(options, crypto, log);
  let driver: Driver | undefined;
  try {
    const metrics = options.metrics ? createMetrics() : undefined;
    const kv = metrics?.store(store, options.dataDir) ?? store;
    const context = await createContext(options, kv, crypto, log);
    driver = context.driver;
    const { level } = log;
    context.setLogging = (enabled) => {
      log.level = enabled || level === 'silent' ? level : 'fatal';
    };
    metrics?.chain(context);
    if (options.addressIndex) {
      context.addressIndex = new AddressIndex(context.chain, kv, (error) =>
        log.error({ err: error }, 'the index of addresses is not kept any more'),
      );
    }
    await restorePool(options, context, store, log);
    return await serve(options, context, store, explorer, metrics, log);
  } catch (error) {
    await driver?.stop();
    await store.close();
    throw error;
  }
}

/** What methods reach, and what of it a node has to end. */
interface NodeContext extends RpcContext {
  readPool: ReadPool;
  signers: Signers;
  addressIndex?: AddressIndex;
}

/** Opens the database; one of an older format is upgraded first, which the log says at its beginning and its end. */
async function openFolder(
  { dataDir, database = 'lmdb', durability, onUpgrade }: NodeOptions,
  crypto: CustomCrypto,
  log: Logger,
): Promise<KeyValueStore> {
  let upgrade: { from: number; to: number } | undefined;
  const store = await openDataFolder({ dataDir, database, durability }, crypto.keccak256!, {
    onProgress(progress) {
      if (!upgrade) {
        upgrade = { from: Number(progress.from), to: Number(progress.to) };
        log.warn(upgrade, 'the database is being upgraded to the format of this version');
      }
      onUpgrade?.(progress);
    },
  });
  if (upgrade) log.warn(upgrade, 'the database is upgraded');
  return store;
}

async function createContext(
  options: NodeOptions,
  store: KeyValueStore,
  crypto: CustomCrypto,
  log: Logger,
): Promise<NodeContext> {
  const limits = { ...defaultLimits, ...options.limits };
  const genesis = parseGenesis(options.genesis ?? developmentGenesis(birthOf(options)));
  expectTimestamps(genesis, options);
  const left = availableMemory() - requiredMemory(genesis);
  const threads = options.readThreads ?? defaultThreads(left, limits);
  expectMemory(genesis, availableMemory(), threads * workerBytes(limits));
  const retention = retentionOf(options);
  const chain = await openChain(store, genesis, {
    crypto,
    ...retention,
  });
  const pool = new Mempool(limits);
  const filters = new FilterStore(limits);
  pool.events.on('added', filters.added);
  chain.events.on('removed', filters.removed);
  chain.events.on('rewind', ({ header }) => filters.rewound(header.number));
  chain.events.on('joined', ({ header }) => filters.joined(header.number));
  const signers = new Signers();
  const driver = chooseDriver(options, { chain, pool, limits, signers, log }, store);
  const readPool = openReads({
    chain,
    genesis,
    limits,
    store,
    folder: lmdbFolder(options),
    retention,
    threads,
    pending: new PendingBlocks(driver, pool, limits.maxPendingTransactions),
  });
  return {
    chain,
    pool,
    readPool,
    reads: new Reads(readPool, limits),
    signers,
    driver,
    limits,
    filters,
    impersonation: new Impersonation(),
    snapshots: new Snapshots(),
    subscriptions: new Set(),
    accounts: [...(options.unlocked ?? []), ...(options.genesis ? [] : developmentAccounts())],
  };
}

/** @throws StorageError when the blocks of the folder came about in another way */
function chooseDriver(
  { cometbft, snapshotEvery = 0, dataDir, blockTime = 0, coinbase }: NodeOptions,
  parts: Omit<Parameters<typeof createValidator>[1], 'height' | 'store'>,
  store: KeyValueStore,
): Driver {
  const { chain } = parts;
  const height = readEngineHeight(store, chain.keccak256);
  expectOrigin(height, chain.head.header.number, cometbft !== undefined);
  if (cometbft) {
    const takes = snapshotEvery > 0 && dataDir !== undefined;
    const snapshots = takes ? { folder: join(dataDir, 'snapshots'), every: snapshotEvery } : undefined;
    return createValidator({ ...cometbft, snapshots }, { ...parts, store, height: height ?? 0n });
  }
  const beneficiary = coinbase ? createAddressFromString(coinbase) : createZeroAddress();
  return createDriver({ blockTime, coinbase: beneficiary }, parts);
}

/** A chain that can go back needs what leads there. */
const retentionOf = ({ state = 'archive', proofs, dev = false }: NodeOptions) => ({
  state,
  proofs: proofs ?? (dev ? 'archive' : defaultProofs),
});

/**
 * When a development chain begins: now, if it ends with the process, so that tests may reckon from block 0 on; one
 * that is kept has to begin the same at each start.
 */
const birthOf = ({ dataDir }: NodeOptions): number =>
  dataDir === undefined ? Math.floor(Date.now() / 1_000) : 0;

/** Timestamps are whole seconds: with more blocks than seconds they run ahead, unless genesis lets blocks share one. */
function expectTimestamps({ timestampStep }: Genesis, { blockTime = 0, dev = false }: NodeOptions): void {
  if (timestampStep === 0 || dev || blockTime === 0 || blockTime >= 1_000) return;
  throw new Error(
    `blockTime ${blockTime} makes more blocks than seconds, and this genesis gives each block a second of its own: set blockTime to 1000 or more, or "timestampStep": 0 in a new genesis.`,
  );
}

/** The folder that several threads may read; undefined where only one may. */
function lmdbFolder({ dataDir, database = 'lmdb' }: NodeOptions): string | undefined {
  return dataDir === undefined || database !== 'lmdb' ? undefined : engineFolder(dataDir, database);
}

/** Brings back what an earlier process left waiting, if the pool is kept. */
async function restorePool(
  { cometbft, keepPool = cometbft !== undefined }: NodeOptions,
  context: RpcContext,
  kv: KeyValueStore,
  log: Logger,
): Promise<void> {
  if (!keepPool) return dropJournal(kv);
  const journal = new PoolJournal({ kv, ...context });
  const restored = await journal.restore();
  context.journal = journal;
  if (restored.setAside.length > 0)
    log.warn(
      { transactions: restored.setAside },
      'transactions that met a fault are set aside and do not run again',
    );
  if (restored.damaged > 0) log.warn(restored, 'records of waiting transactions were damaged and are gone');
  else if (restored.waiting + restored.dropped > 0) log.info(restored, 'the pool is back');
}

/** The page and its compilers, if somebody wants it and it is there. */
function explorerOf({ explorer = false, compilers }: NodeOptions, log: Logger): Explorer {
  if (explorer === false) return { rule: false, compilers: [] };
  if (isPageBuilt()) return { rule: explorer, compilers: findCompilers(compilers) };
  log.warn('the page to look at the chain is not built: npm run build');
  return { rule: false, compilers: [] };
}

async function serve(
  options: NodeOptions,
  context: NodeContext,
  store: KeyValueStore,
  explorer: Explorer,
  metrics: Metrics | undefined,
  log: Logger,
): Promise<RunningNode> {
  const { chain, driver, limits } = context;
  let reason: string | undefined;
  const dispatch = createDispatcher(selectMethods(options), context, (method, seconds, code, error) => {
    metrics?.request(method, seconds, code);
    // Parameters and answers stay out of logs.
    log.trace({ method, ms: Math.round(seconds * 1_000), ...(code !== undefined && { code }) }, 'request');
    if (code === errorCode.internal) log.error({ method, err: error }, 'request failed');
  });
  const server = await createServer({
    dispatch,
    limits,
    authorize: options.access
      ? await createAuthorize(accessConfig.parse(options.access))
      : async () => everything,
    corsOrigins: options.corsOrigins,
    hosts: options.hosts,
    tls: options.tls,
    explorer,
    metrics,
    notReady: () => reason ?? driver.obstacle,
  });
  const host = options.host ?? '127.0.0.1';
  await server.listen({ host, port: options.port ?? 8545 });
  const { port } = server.server.address() as AddressInfo;

  let reportStop: (fault: Error | undefined) => void = () => undefined;
  const stopped = new Promise<Error | undefined>((resolve) => {
    reportStop = resolve;
  });
  let closing: Promise<void> | undefined;
  /** Every step is taken, whatever becomes of the one before; what is wrong already is not said again. */
  const shutDown = async (fault?: Error) => {
    let trouble = fault;
    const steps = [
      () => driver.stop(),
      () => context.readPool.close(),
      () => context.signers.close(),
      () => server.close(),
      () => chain.idle(),
      () => context.addressIndex?.close(),
      () => context.journal?.settled(),
      () => context.journal?.flush(),
      () => store.close(),
    ];
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        if (error !== chain.fault) log.error({ err: error }, 'while stopping');
        trouble ??= error instanceof Error ? error : new Error(String(error));
      }
    }
    reportStop(trouble);
    if (trouble && trouble !== fault) throw trouble;
  };
  logChain(log, chain);
  const close = (fault?: Error) => {
    if (!closing) log.info('stopping');
    reason ??= fault?.message ?? 'the node is stopping';
    closing ??= shutDown(fault);
    return closing;
  };
  chain.events.on('fault', (fault) => {
    log.fatal({ err: fault }, 'the node stops');
    void close(fault);
  });
  await driver.start().catch(async (error: unknown) => {
    await server.close();
    throw error;
  });
  const warning = exposureWarning({
    host,
    restricted: options.access !== undefined,
    keysAreKnown: options.genesis === undefined || areKeysKnown(Object.keys(options.genesis.alloc)),
    dev: options.dev === true,
  });
  if (warning !== undefined) log.warn(warning);
  const scheme = options.tls ? 's' : '';
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const url = `http${scheme}://${authority}`;
  const chainId = Number(chain.common.chainId());
  log.info({ url, chainId, head: Number(chain.head.header.number) }, 'up');
  return {
    url,
    wsUrl: `ws${scheme}://${authority}`,
    explorerUrl: explorer.rule ? `${url}${EXPLORER_PATH}` : undefined,
    chainId,
    accounts: options.genesis ? [] : developmentAccounts(),
    warning,
    unlocked: (options.unlocked ?? []).map(({ address }) => address),
    stopped,
    close: () => close(),
  };
}
