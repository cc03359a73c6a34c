import { z } from 'zod';
import type { Chain } from '../chain/chain.ts';
import type { Limits } from '../config/limits.ts';
import type { Solo } from '../consensus/solo.ts';
import type { Mempool } from '../mempool/mempool.ts';
import type { PoolJournal } from '../mempool/pool-journal.ts';
import type { DevelopmentAccount } from '../node-options.ts';
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
  solo: Solo;
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

/** Parameters by name, in the order in which a request gives them. */
export type Params = Readonly<Record<string, z.ZodType>>;

/** A JSON-RPC method: all that is said about it anywhere is said here. */
export interface Method {
  /** What it is for, in one sentence. */
  readonly summary: string;
  readonly params: Params;
  readonly result: z.ZodType;
  /** Checks the parameters of a request and does the work. @throws z.ZodError, RpcError */
  run(context: RpcContext, params: unknown): unknown;
}

/** Methods by name. */
export type MethodTable = Readonly<Record<string, Method>>;

/** Ties a handler to the schemas of its parameters and of its result. */
export function method<Shape extends Params, Result extends z.ZodType>(
  summary: string,
  params: Shape,
  result: Result,
  run: (
    context: RpcContext,
    params: z.output<z.ZodObject<Shape>>,
  ) => z.input<Result> | Promise<z.input<Result>>,
): Method {
  const names = Object.keys(params);
  const tuple = z.tuple(Object.values(params) as [z.ZodType, ...z.ZodType[]]);
  return {
    summary,
    params,
    result,
    run(context, given) {
      const values = tuple.parse(given);
      const byName = Object.fromEntries(names.map((name, index) => [name, values[index]]));
      return run(context, byName as z.output<z.ZodObject<Shape>>);
    },
  };
}
