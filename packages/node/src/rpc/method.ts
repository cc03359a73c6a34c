import type { z } from 'zod';
import type { Chain } from '../chain/chain.ts';
import type { Limits } from '../config/limits.ts';
import type { Solo } from '../consensus/solo.ts';
import type { Mempool } from '../mempool/mempool.ts';
import type { DevelopmentAccount } from '../node-options.ts';
import type { Connection } from './connection.ts';
import type { FilterStore } from './filters.ts';
import type { Impersonation } from './impersonation.ts';
import type { Snapshots } from './snapshots.ts';

/** What every method can reach. */
export interface RpcContext {
  chain: Chain;
  pool: Mempool;
  solo: Solo;
  limits: Limits;
  accounts: readonly DevelopmentAccount[];
  filters: FilterStore;
  impersonation: Impersonation;
  snapshots: Snapshots;
  /** The caller's WebSocket; absent over HTTP. */
  connection?: Connection;
}

/** A JSON-RPC method: what its parameters must be, and what it does. */
export interface Method {
  params: z.ZodType;
  run(context: RpcContext, params: unknown): unknown;
}

/** Methods by name. */
export type MethodTable = Readonly<Record<string, Method>>;

/** Ties a handler to the schema of its parameters. */
export function method<Schema extends z.ZodType>(
  params: Schema,
  run: (context: RpcContext, params: z.output<Schema>) => unknown,
): Method {
  return { params, run: (context, given) => run(context, params.parse(given)) };
}
