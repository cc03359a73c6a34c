import { bigIntMax, createZeroAddress } from '@ethereumjs/util';
import type { Logger } from 'pino';
import type { Chain } from '../../chain/chain.ts';
import { Fault, Stopping } from '../../chain/fault.ts';
import type { Signers } from '../../crypto/signers.ts';
import { EngineRpc } from '../../engine/engine-rpc.ts';
import { persistentPeers } from '../../engine/persistent-peers.ts';
import type { AdmissionLimits } from '../../mempool/admit.ts';
import type { Mempool, PoolEntry } from '../../mempool/mempool.ts';
import { selectTransactions } from '../../mempool/select.ts';
import { SnapshotFolder } from '../../snapshots/snapshot-folder.ts';
import { TakeSnapshots } from '../../snapshots/take-snapshots.ts';
import type { KeyValueStore } from '../../storage/key-value-store.ts';
import { Cluster } from '../cluster.ts';
import type { Driver, NextBlock } from '../driver.ts';
import { prevRandaoOn } from '../prev-randao.ts';
import { takeFitting } from '../take-fitting.ts';
import { AbciServer } from './abci-server.ts';
import { answer } from './answer.ts';
import type { Answer, Application, Ask } from './application.ts';
import { countPeers } from './count-peers.ts';
import { Decisions } from './decisions.ts';
import { HandOver } from './hand-over.ts';
import { Joining } from './joining.ts';
import { MissingPeers } from './missing-peers.ts';
import { refuseCrowded } from './refuse-crowded.ts';
import { ReminderBound } from './reminder-bound.ts';
import { RequestError } from './request-error.ts';
import { Strangers } from './strangers.ts';
import { tellMisbehaviour } from './tell-misbehaviour.ts';
import { TimeToFinal } from './time-to-final.ts';

/** Where the engine is met. */
export interface CometBftOptions {
  /** Unix socket on which this node waits for the engine. */
  abciSocket: string;
  /** Unix socket on which the engine serves its JSON-RPC. */
  rpcSocket: string;
  /** The engine's `config.toml`: peers that it names are called again while they are missing; left out: none are. */
  configFile?: string | undefined;
  /** For nodes that join later; left out: no snapshots are taken. */
  snapshots?: SnapshotOptions | undefined;
}

/** Which snapshots a node has for others. */
export interface SnapshotOptions {
  folder: string;
  /** Blocks from one to the next. */
  every: number;
}

/** Snapshots that stay: who fetches one has until the one after the next is there. */
const keptSnapshots = 2;

/** What the driver works on. */
export interface CometBftParts {
  chain: Chain;
  pool: Mempool;
  limits: AdmissionLimits;
  signers?: Signers | undefined;
  /** The chain's: a snapshot of others comes into it. */
  store: KeyValueStore;
  /** Height of the engine's block that the head came with; 0 before the first. */
  height: bigint;
  log?: Pick<Logger, 'info' | 'warn' | 'error'> | undefined;
}

/** Milliseconds for which a proposal is executed: half of the time that the engine's settings give a proposer. */
const proposalMilliseconds = 1_000;

/**
 * Consensus of several validators. CometBFT, a process beside this one, decides the order of transactions; it asks over
 * a socket (ABCI 2.0), and this node proposes, checks, executes and commits.
 */
export class CometBft implements Driver {
  readonly cluster: Cluster;
  private readonly server: AbciServer;
  private readonly engine: EngineRpc;
  private readonly handOver: HandOver;
  private readonly application: Application;
  private readonly folder: SnapshotFolder | undefined;
  private readonly taking: TakeSnapshots | undefined;
  private readonly strangers: Strangers;
  private readonly missingPeers: MissingPeers | undefined;
  private readonly timeToFinal: TimeToFinal;
  private stopped = false;

  constructor(
    private readonly parts: CometBftParts,
    { abciSocket, rpcSocket, configFile, snapshots }: CometBftOptions,
  ) {
    const { chain, pool, limits, signers, store, log } = parts;
    this.engine = new EngineRpc(rpcSocket);
    const report = (error: unknown, doing: string) => log?.error({ err: error }, doing);
    this.cluster = new Cluster(countPeers(this.engine));
    this.cluster.events.on('misbehaved', (what) => log?.error(tellMisbehaviour(what)));
    this.timeToFinal = new TimeToFinal(parts, (seconds) => this.cluster.events.emit('final', seconds));
    this.handOver = new HandOver({ chain, pool, engine: this.engine, report });
    const decisions = new Decisions(parts);
    if (snapshots) {
      this.folder = new SnapshotFolder(snapshots.folder, keptSnapshots);
      this.taking = new TakeSnapshots({
        ...{ chain, folder: this.folder, every: snapshots.every },
        taken: ({ block, chunks }, seconds) =>
          log?.info({ block: Number(block), chunks, seconds }, 'a snapshot for nodes that join is there'),
        failed: (error, block) =>
          log?.warn({ err: error, block: Number(block) }, 'no snapshot could be taken of this block'),
      });
    }
    this.application = {
      chain,
      pool,
      limits,
      signers,
      cluster: this.cluster,
      reminders: new ReminderBound(),
      decisions,
      snapshots: this.folder,
      joining: new Joining({
        ...{ chain, store, decisions },
        refused: (what, sender) => log?.warn(sender === undefined ? {} : { sender }, what),
      }),
      committed: (height) => this.taking?.committed(height),
      proposalMilliseconds,
      admitted: (entry) => this.handOver.follow(entry),
      report,
    };
    this.strangers = new Strangers({
      ...{ chain, report, engine: this.engine },
      expel: (nodes) => {
        log?.warn(
          { nodes },
          'nodes are connected that may not be: the engine ends, and begins again without them',
        );
        this.server.drop();
      },
    });
    if (configFile !== undefined) {
      const peers = () => persistentPeers(configFile);
      this.missingPeers = new MissingPeers({ chain, report, peers, engine: this.engine });
    }
    const handle = Object.assign((request: Ask) => this.handle(request), {
      unread: (message: Uint8Array) => refuseCrowded(this.application, message),
    });
    this.server = new AbciServer(abciSocket, handle, {
      connected: () => {
        this.cluster.isConnected = true;
        log?.info('the engine is connected');
        this.handOver.forget();
      },
      disconnected: () => {
        this.cluster.isConnected = false;
        if (!this.stopped) log?.warn('the engine is gone: no blocks until it comes back');
      },
      failed: (error) => report(error, 'a connection of the engine is ended'),
    });
  }

  async start(): Promise<void> {
    await this.folder?.open();
    await this.missingPeers?.expectPeers();
    await this.server.listen();
    this.handOver.start();
    this.strangers.start();
    this.missingPeers?.start();
  }

  /** Resolves when the engine has been told, or could not be: then it is told again until it listens. */
  async submit(entry: PoolEntry): Promise<undefined> {
    const { fault } = this.parts.chain;
    if (fault) throw fault;
    if (this.stopped) throw new Stopping('no more blocks are made: the node is stopping');
    this.timeToFinal.sent(entry.hash);
    await this.handOver.submit(entry);
  }

  next(): NextBlock {
    const { chain, pool } = this.parts;
    const parent = chain.head;
    const { timestamp, gasLimit } = parent.header;
    const now = BigInt(Math.floor(Date.now() / 1_000));
    return {
      parent,
      inputs: {
        timestamp: bigIntMax(now, timestamp + chain.timestampStep),
        // Whose turn it will be is the engine's to say.
        coinbase: createZeroAddress(),
        prevRandao: prevRandaoOn(chain, parent),
      },
      select: async (most) => {
        const nonceOf = (sender: PoolEntry['sender']) => chain.headNonces.of(sender);
        return takeFitting(await selectTransactions(pool, this.leastFee, nonceOf), gasLimit, most);
      },
    };
  }

  /** Blocks come with transactions alone: nothing would make the base fee fall for one that waits for it. */
  get leastFee(): bigint {
    return this.parts.chain.head.header.calcNextBaseFee();
  }

  get obstacle(): string | undefined {
    if (!this.parts.chain.hasState) return 'the node is joining by a snapshot';
    return this.cluster.isConnected ? undefined : 'the consensus engine is not connected';
  }

  /** Resolves when the snapshot in work, if there is one, was taken or could not be. */
  async snapshotsTaken(): Promise<void> {
    await this.taking?.settled();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.server.close();
    await this.taking?.stop();
    await this.handOver.stop();
    await this.strangers.stop();
    await this.missingPeers?.stop();
    this.engine.close();
  }

  /** What cannot be an outcome stops the node; what the engine should not have asked ends its connection. */
  private async handle(request: Ask): Promise<Answer> {
    try {
      return await answer(this.application, request);
    } catch (error) {
      if (error instanceof RequestError || error instanceof Fault) throw error;
      throw this.parts.chain.halt(`answering the engine (${request.case})`, error);
    }
  }
}
