import { setImmediate } from 'node:timers/promises';
import { errorCode } from '@evm-ml/rpc';
import { z } from 'zod';
import { failureOf } from './failure-of.ts';
import type { MethodTable, RpcContext } from './method.ts';
import { mayCall, openSession, type Session } from './session.ts';

const request = z.object({
  jsonrpc: z.literal('2.0').optional(),
  id: z.union([z.string(), z.number(), z.null()]).optional(),
  method: z.string(),
  params: z.array(z.unknown()).nullish(),
});

/** What a request calls itself; its answer says it too. */
type Id = string | number | null;
/** An answer to one request. */
export type Response =
  | { jsonrpc: '2.0'; id: Id; result: unknown }
  | { jsonrpc: '2.0'; id: Id; error: { code: number; message: string; data?: string } };

/** Told of every answered request. */
export type Observer = (method: string, seconds: number, code: number | undefined, error: unknown) => void;

/**
 * Serves JSON-RPC 2.0: decoded bodies in, answers out; `undefined` when nothing is to be sent back (notifications
 * only). It knows no transport.
 */
export type Dispatcher = (body: unknown, session?: Session) => Promise<Response | Response[] | undefined>;

export function createDispatcher(methods: MethodTable, context: RpcContext, observe?: Observer): Dispatcher {
  return async (body, session = openSession) => {
    const requests = Array.isArray(body) ? body : [body];
    const { maxBatch } = context.limits;
    if (requests.length === 0) {
      return failure(null, errorCode.invalidRequest, 'expected at least one request in a batch');
    }
    if (requests.length > maxBatch) {
      return failure(
        null,
        errorCode.limitExceeded,
        `batch of ${requests.length} is over maxBatch = ${maxBatch}`,
      );
    }
    const { requestsPerSecond: rate } = session.grant;
    if (rate > 0 && requests.length > rate) {
      return failure(
        null,
        errorCode.limitExceeded,
        `batch of ${requests.length} is over requestsPerSecond = ${rate}: send smaller batches`,
      );
    }
    const wait = await session.count(session.grant, requests.length);
    if (wait > 0) {
      return failure(null, errorCode.limitExceeded, `over requestsPerSecond = ${rate}: wait ${wait} ms`);
    }
    const { connection, caller } = session;
    const seen = { ...context, reads: context.reads.of(caller), ...(connection && { connection }) };
    const answerOne = (item: unknown) => answer({ methods, context: seen, session, observe }, item);
    if (!Array.isArray(body)) return answerOne(body);
    const answers = (await inTurns(requests, answerOne)).filter((item) => item !== undefined);
    return answers.length > 0 ? answers : undefined;
  };
}

/** Requests of a batch that are begun before others get a turn. */
const atOnce = 20;

/** Begins the requests of a batch in their order, and lets what else waits for this thread have its turns. */
async function inTurns<T>(items: readonly unknown[], begin: (item: unknown) => Promise<T>): Promise<T[]> {
  const begun: Promise<T>[] = [];
  for (const item of items) {
    if (begun.length > 0 && begun.length % atOnce === 0) await setImmediate();
    begun.push(begin(item));
  }
  return Promise.all(begun);
}

interface Serving {
  methods: MethodTable;
  context: RpcContext;
  session: Session;
  observe: Observer | undefined;
}

async function answer(serving: Serving, item: unknown): Promise<Response | undefined> {
  const parsed = request.safeParse(item);
  if (!parsed.success) return failure(null, errorCode.invalidRequest, 'not a JSON-RPC 2.0 request');
  const { id, method: name, params } = parsed.data;
  const start = performance.now();
  const [response, error] = await run(serving, id ?? null, name, params ?? []);
  const known = Object.hasOwn(serving.methods, name) ? name : 'unknown';
  const code = 'error' in response ? response.error.code : undefined;
  serving.observe?.(known, (performance.now() - start) / 1000, code, error);
  return id === undefined ? undefined : response;
}

async function run(serving: Serving, id: Id, name: string, params: unknown[]): Promise<[Response, unknown?]> {
  const { methods, context, session } = serving;
  const found = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (!found)
    return [failure(id, errorCode.methodNotFound, `the method ${name} does not exist/is not available`)];
  if (!mayCall(session, name)) {
    return [failure(id, errorCode.forbidden, `${session.grant.name} may not call ${name}`)];
  }
  try {
    return [{ jsonrpc: '2.0', id, result: (await found.run(context, params)) ?? null }];
  } catch (error) {
    const { code, message, data } = failureOf(error);
    return [failure(id, code, message, data), error];
  }
}

export function failure(id: Id, code: number, message: string, data?: string): Response {
  return { jsonrpc: '2.0', id, error: { code, message, ...(data !== undefined && { data }) } };
}
