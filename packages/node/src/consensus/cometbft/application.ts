import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Chain } from '../../chain/chain.ts';
import type { Signers } from '../../crypto/signers.ts';
import type { AdmissionLimits } from '../../mempool/admit.ts';
import type { Mempool, PoolEntry } from '../../mempool/mempool.ts';
import type { SnapshotFolder } from '../../snapshots/snapshot-folder.ts';
import type { Cluster } from '../cluster.ts';
import type { Request, ResponseSchema } from './abci/tendermint/abci/types_pb.ts';
import type { Decisions } from './decisions.ts';
import type { Joining } from './joining.ts';
import type { ReminderBound } from './reminder-bound.ts';

/** What handlers reach. */
export interface Application {
  readonly chain: Chain;
  readonly pool: Mempool;
  readonly limits: AdmissionLimits;
  /** Finds senders beside this thread; without it each is found here. */
  readonly signers?: Signers | undefined;
  readonly reminders: ReminderBound;
  /** What is seen of those who decide. */
  readonly cluster: Cluster;
  /** Blocks that are proposed, decided, committed. */
  readonly decisions: Decisions;
  /** Snapshots for nodes that join; undefined where none are taken. */
  readonly snapshots?: Pick<SnapshotFolder, 'snapshots' | 'chunk'> | undefined;
  /** This node's own way into the network, by a snapshot of others. */
  readonly joining: Joining;
  /** Milliseconds for which a proposal may be executed. */
  readonly proposalMilliseconds: number;
  /** A transaction of a peer waits here since now; the engine is not to be waited for meanwhile. */
  admitted(entry: PoolEntry): void;
  /** The head is a new block, which came with this block of the engine. */
  committed(height: bigint): void;
  /** Tells the operator of what should not have happened and stops nothing. */
  report(error: unknown, doing: string): void;
}

/** A request, by the name of its kind. */
export type Ask = Exclude<Request['value'], { case: undefined }>;

/** An answer, by the name of its kind. */
export type Answer = Exclude<
  NonNullable<Extract<MessageInitShape<typeof ResponseSchema>, { $typeName?: never }>['value']>,
  { case?: undefined }
>;

type ValueOf<Kinds extends { case: string; value: unknown }, Kind> = Extract<Kinds, { case: Kind }>['value'];

/** Answers requests of one kind. */
export type Handler<Kind extends Ask['case']> = (
  application: Application,
  request: ValueOf<Ask, Kind>,
) => ValueOf<Answer, Kind> | Promise<ValueOf<Answer, Kind>>;

/** A handler for each kind of request. */
export type Handlers = { readonly [Kind in Ask['case']]: Handler<Kind> };
