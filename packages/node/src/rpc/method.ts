import {
  type AnswerOf,
  type Arguments,
  argumentsReader,
  type Definition,
  type Definitions,
} from '@evm-ml/rpc';
import type { Chain } from '../chain/chain.ts';
import type { Limits } from '../config/limits.ts';
import type { Driver } from '../consensus/driver.ts';
import type { DevelopmentAccount } from '../genesis/accounts.ts';
import type { Mempool } from '../mempool/mempool.ts';
import type { PoolJournal } from '../mempool/pool-journal.ts';
import type { Connection } from './connection.ts';
import type { FilterStore } from './filters.ts';
import type { Impersonation } from './impersonation.ts';
import type { Snapshots } from './snapshots.ts';

/** What every method can reach. */
export interface RpcContext {
  chain: Chain;
  pool: Mempool;
  /** Keeps the pool on disk; absent when it ends with the process. */
  journal?: PoolJournal;
  driver: Driver;
  limits: Limits;
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
export interface Method extends Definition {
  /** Checks the parameters of a request and does the work. @throws z.ZodError, RpcError */
  run(context: RpcContext, params: unknown): unknown;
}

/** Methods by name. */
export type MethodTable = Readonly<Record<string, Method>>;

/** A handler for each definition: the compiler lets none be missing, and none be that is not defined. */
export type Handlers<Table extends Definitions, Context = RpcContext> = {
  readonly [Name in keyof Table]: (
    context: Context,
    params: Arguments<Table[Name]>,
  ) => AnswerOf<Table[Name]> | Promise<AnswerOf<Table[Name]>>;
};

/** Methods of these names. */
export type Served<Table extends Definitions> = { readonly [Name in keyof Table]: Method };

/** Ties handlers to their definitions. */
export function serve<Table extends Definitions>(
  definitions: Table,
  handlers: Handlers<NoInfer<Table>>,
): Served<Table> {
  const names = Object.keys(definitions) as (keyof Table)[];
  const entries = names.map((name) => [name, tie(definitions[name]!, handlers[name])] as const);
  return Object.fromEntries(entries) as Served<Table>;
}

function tie<Defined extends Definition>(
  definition: Defined,
  handler: (context: RpcContext, params: Arguments<Defined>) => unknown,
): Method {
  const read = argumentsReader(definition);
  return { ...definition, run: (context, params) => handler(context, read(params)) };
}
