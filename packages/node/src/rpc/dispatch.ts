import { setImmediate } from 'node:timers/promises';
import { errorCode, parametersByName } from '@evm-ml/rpc';
import { z } from 'zod';
import { invalidParams } from './errors.ts';
import { failureOf } from './failure-of.ts';
import type { Method, MethodTable, RpcContext } from './method.ts';
import { mayCall, openSession, type Session } from './session.ts';

const id = z.union([
  z.string(),
  z
    .number()
    .refine(
      (value) => Math.abs(value) <= Number.MAX_SAFE_INTEGER,
      'its id is beyond 2^53 - 1: send it as a string',
    ),
  z.null(),
]);

const request = z.object({
  jsonrpc: z.literal('2.0', 'expected "jsonrpc": "2.0"').optional(),
  id: id.optional(),
  method: z.string(),
  // A schema of records would drop "__proto__" in silence.
  params: z
    .custom<unknown[] | Record<string, unknown>>((value) => typeof value === 'object' && value !== null)
    .nullish(),
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
  if (!parsed.success) return notARequest(item, parsed.error);
  const { id, method: name, params } = parsed.data;
  const start = performance.now();
  const [response, error] = await run(serving, id ?? null, name, params ?? []);
  const known = Object.hasOwn(serving.methods, name) ? name : 'unknown';
  const code = 'error' in response ? response.error.code : undefined;
  serving.observe?.(known, (performance.now() - start) / 1000, code, error);
  return id === undefined ? undefined : response;
}

/** Says what is wrong, to the one who asked, if that can be told. */
function notARequest(item: unknown, { issues: [issue] }: z.ZodError): Response {
  const given = z.object({ id }).safeParse(item);
  const about = issue?.path[0] === 'id' && issue.code === 'custom' ? `: ${issue.message}` : '';
  return failure(
    given.success ? given.data.id : null,
    errorCode.invalidRequest,
    `not a JSON-RPC 2.0 request${about}`,
  );
}

async function run(
  serving: Serving,
  id: Id,
  name: string,
  params: unknown[] | Record<string, unknown>,
): Promise<[Response, unknown?]> {
  const { methods, context, session } = serving;
  const found = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (!found)
    return [failure(id, errorCode.methodNotFound, `the method ${name} does not exist/is not available`)];
  if (!mayCall(session, name)) {
    return [failure(id, errorCode.forbidden, `${session.grant.name} may not call ${name}`)];
  }
  try {
    const inOrder = Array.isArray(params) ? params : byName(found, params);
    return [{ jsonrpc: '2.0', id, result: (await found.run(context, inOrder)) ?? null }];
  } catch (error) {
    const { code, message, data } = failureOf(error);
    return [failure(id, code, message, data), error];
  }
}

/** Parameters that were given by their names, in the order of the method's definition. @throws RpcError */
function byName(method: Method, given: Record<string, unknown>): unknown[] {
  const names = Object.keys(parametersByName(method));
  const stray = Object.keys(given).find((name) => !names.includes(name));
  if (stray !== undefined) {
    throw invalidParams(
      `there is no parameter ${stray}: ${names.length > 0 ? `expected ${names.join(', ')}` : 'the method takes none'}`,
    );
  }
  return names.map((name) => given[name]);
}

export function failure(id: Id, code: number, message: string, data?: string): Response {
  return { jsonrpc: '2.0', id, error: { code, message, ...(data !== undefined && { data }) } };
}
