import {
  type AnswerOf,
  type Arguments,
  argumentsReader,
  type Definition,
  type Definitions,
} from '@evm-ml/rpc';
import type { Chain } from '../chain/chain.ts';
import type { ChainView } from '../chain/chain-view.ts';
import type { Limits } from '../config/limits.ts';
import type { Driver } from '../consensus/driver.ts';
import type { DevelopmentAccount } from '../genesis/accounts.ts';
import type { Mempool } from '../mempool/mempool.ts';
import type { PoolJournal } from '../mempool/pool-journal.ts';
import type { Connection } from './connection.ts';
import type { FilterStore } from './filters.ts';
import type { Impersonation } from './impersonation.ts';
import type { RawJson } from './raw-json.ts';
import type { Reads } from './reads.ts';
import type { Snapshots } from './snapshots.ts';

/** What a read can reach: it may run in a thread that has nothing else. */
export interface ReadContext {
  chain: ChainView;
  limits: Limits;
}

/** What every method can reach. */
export interface RpcContext extends ReadContext {
  chain: Chain;
  /** Reads that run beside the chain, for the caller. */
  reads: Reads;
  pool: Mempool;
  /** Keeps the pool on disk; absent when it ends with the process. */
  journal?: PoolJournal;
  driver: Driver;
  /** Switches the log on or off, but for faults; absent where there is none. */
  setLogging?: (enabled: boolean) => void;
  accounts: readonly DevelopmentAccount[];
  filters: FilterStore;
  impersonation: Impersonation;
  snapshots: Snapshots;
  /** Ids of all open subscriptions, of whatever connection. */
  subscriptions: Set<string>;
  /** The caller's WebSocket; absent over HTTP. */
  connection?: Connection;
}

/** A JSON-RPC method: its definition, and what serves it. */
export interface Method<Context = RpcContext> extends Definition {
  /** Checks the parameters of a request and does the work. @throws z.ZodError, RpcError */
  run(context: Context, params: unknown): unknown;
  /** Does the work for parameters that are checked. @throws RpcError */
  runChecked(context: Context, checked: unknown): unknown;
}

/** Methods by name. */
export type MethodTable<Context = RpcContext> = Readonly<Record<string, Method<Context>>>;

/** A handler for each definition: the compiler lets none be missing, and none be that is not defined. */
export type Handlers<Table extends Definitions, Context = RpcContext> = {
  readonly [Name in keyof Table]: (
    context: Context,
    params: Arguments<Table[Name]>,
  ) => Answer<Table[Name]> | Promise<Answer<Table[Name]>>;
};

/** What a handler gives: a value, or one that a read beside the chain wrote in JSON. */
type Answer<Defined extends Definition> = AnswerOf<Defined> | RawJson;

/** Methods of these names. */
export type Served<Table extends Definitions, Context = RpcContext> = {
  readonly [Name in keyof Table]: Method<Context>;
};

/** Ties handlers to their definitions. */
export function serve<Table extends Definitions>(
  definitions: Table,
  handlers: Handlers<NoInfer<Table>>,
): Served<Table> {
  return tieAll<Table, RpcContext>(definitions, handlers);
}

/** Ties handlers of reads, which need only a view of the chain, to their definitions. */
export function serveReads<Table extends Definitions>(
  definitions: Table,
  handlers: Handlers<NoInfer<Table>, ReadContext>,
): Served<Table, ReadContext> {
  return tieAll<Table, ReadContext>(definitions, handlers);
}

function tieAll<Table extends Definitions, Context>(
  definitions: Table,
  handlers: Handlers<Table, Context>,
): Served<Table, Context> {
  const names = Object.keys(definitions) as (keyof Table)[];
  const entries = names.map((name) => [name, tie(definitions[name]!, handlers[name])] as const);
  return Object.fromEntries(entries) as Served<Table, Context>;
}

function tie<Defined extends Definition, Context>(
  definition: Defined,
  handler: (context: Context, params: Arguments<Defined>) => unknown,
): Method<Context> {
  const read = argumentsReader(definition);
  return {
    ...definition,
    run: (context, params) => handler(context, read(params)),
    runChecked: (context, checked) => handler(context, checked as Arguments<Defined>),
  };
}
