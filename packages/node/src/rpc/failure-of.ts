import { errorCode } from '@evm-ml/rpc';
import { z } from 'zod';
import { Fault, Stopping } from '../chain/fault.ts';
import { TooManyBytes } from '../chain/read-budget.ts';
import { TraceTooLong } from '../chain/trace/tracer.ts';
import { ReadEnded } from '../reads/read-pool.ts';
import { StatePruned } from '../state/retention.ts';
import { BlockAbsent } from '../storage/joined.ts';
import { StorageError } from '../storage/key-value-store.ts';
import { RpcError } from './errors.ts';

/** What a client is told of an error. */
export interface Failure {
  code: number;
  message: string;
  data?: string;
}

/** Turns whatever a method threw into what its client is told. */
export function failureOf(error: unknown): Failure {
  if (error instanceof RpcError) {
    const { code, message, data } = error;
    return { code, message, ...(data !== undefined && { data }) };
  }
  if (error instanceof StatePruned || error instanceof BlockAbsent || error instanceof Stopping)
    return { code: errorCode.server, message: error.message };
  if (error instanceof z.ZodError) return { code: errorCode.invalidParams, message: describe(error) };
  if (error instanceof TraceTooLong || error instanceof TooManyBytes || error instanceof ReadEnded)
    return { code: errorCode.limitExceeded, message: error.message };
  if (error instanceof Fault || error instanceof StorageError)
    return { code: errorCode.internal, message: error.message };
  return { code: errorCode.internal, message: "internal error: the node's log says more" };
}

function describe(error: z.ZodError): string {
  const [first] = error.issues;
  const issue = first?.code === 'invalid_key' ? { ...first, message: first.issues[0]?.message } : first;
  const [index, ...path] = issue?.path ?? [];
  if (index === undefined) return `invalid params: ${issue?.message}`;
  return `invalid argument ${String(index)}${path.length > 0 ? ` at ${path.join('.')}` : ''}: ${issue?.message}`;
}
