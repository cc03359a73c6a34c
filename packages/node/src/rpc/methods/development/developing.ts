import type { Definitions } from '@evm-ml/rpc';
import type { Development } from '../../../consensus/driver.ts';
import { serverError } from '../../errors.ts';
import type { Handlers, RpcContext } from '../../method.ts';

/** What a method can reach that makes blocks and time. */
export interface DevelopmentContext extends RpcContext {
  development: Development;
}

type Run = (context: DevelopmentContext, params: never) => unknown;

/** Gives methods what their node's driver has for development; an error where it has nothing of the kind. */
export function developing<Table extends Definitions>(
  handlers: Handlers<Table, DevelopmentContext>,
): Handlers<Table> {
  const entries = Object.entries<Run>(handlers).map(
    ([name, run]) =>
      [name, (context: RpcContext, params: never) => run(withDriver(context), params)] as const,
  );
  return Object.fromEntries(entries) as Handlers<Table>;
}

function withDriver(context: RpcContext): DevelopmentContext {
  const { development } = context.driver;
  if (development) return { ...context, development };
  throw serverError('blocks and time are not at this node alone to make: others have a say in its chain');
}
