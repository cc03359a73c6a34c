import { errorCode } from '@evm-ml/rpc';
import type { Limits } from '../config/limits.ts';
import type { Given, ReadFailure } from '../reads/job.ts';
import type { ReadPool } from '../reads/read-pool.ts';
import { RpcError } from './errors.ts';
import { RawJson } from './raw-json.ts';

/** Reads of one request that may wait or run at once: the rest of a batch waits for these. */
const atOnce = 4;

/** Reads beside the chain, for one caller. */
export class Reads {
  private readonly later: (() => void)[] = [];
  private inWork = 0;
  /** Bytes of the answers so far: they wait together for the last one. */
  private answered = 0;

  constructor(
    private readonly pool: Pick<ReadPool, 'run'>,
    private readonly limits: Pick<Limits, 'maxResponseBytes'>,
    private readonly caller = 'node',
  ) {}

  /** For one request, or one batch, of a caller. */
  of(caller: string): Reads {
    return new Reads(this.pool, this.limits, caller);
  }

  /** Runs a method with the parameters of its request, on the pending block if they name it. @throws RpcError, ReadEnded */
  raw(method: string, params: unknown, pending = false): Promise<RawJson> {
    return this.run(method, { raw: params, pending });
  }

  /** Runs a method with parameters that are checked. @throws RpcError, ReadEnded */
  checked(method: string, checked: unknown, pending = false): Promise<RawJson> {
    return this.run(method, { checked, pending });
  }

  /** Has this thread write an answer in JSON, under the same bounds of a request or a batch. */
  async here(write: () => Promise<RawJson['json']>): Promise<RawJson> {
    if (this.inWork >= atOnce) await new Promise<void>((resolve) => this.later.push(resolve));
    else this.inWork++;
    try {
      const json = await write();
      const { maxResponseBytes } = this.limits;
      if (this.answered + json.length > maxResponseBytes) {
        const message = `the answer is over maxResponseBytes = ${maxResponseBytes}: ask for less at once`;
        throw new RpcError(errorCode.limitExceeded, message);
      }
      this.answered += json.length;
      return new RawJson(json);
    } finally {
      const next = this.later.shift();
      if (next) next();
      else this.inWork--;
    }
  }

  private run(method: string, given: Given): Promise<RawJson> {
    return this.here(async () => {
      const outcome = await this.pool.run(this.caller, method, given);
      if ('failure' in outcome) throw toError(outcome.failure);
      return outcome.json;
    });
  }
}

function toError({ code, message, data, stack }: ReadFailure): RpcError {
  const error = new RpcError(code, message, data as `0x${string}` | undefined);
  // Where it happened, not where it was told.
  if (code === errorCode.internal && stack !== undefined) error.stack = stack;
  return error;
}
