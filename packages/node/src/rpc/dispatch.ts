import { z } from 'zod';
import { errorCode, RpcError } from './errors.ts';
import type { MethodTable, RpcContext } from './method.ts';

const request = z.object({
  jsonrpc: z.literal('2.0').optional(),
  id: z.union([z.string(), z.number(), z.null()]).optional(),
  method: z.string(),
  params: z.array(z.unknown()).nullish(),
});

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
export type Dispatcher = (body: unknown) => Promise<Response | Response[] | undefined>;

export function createDispatcher(methods: MethodTable, context: RpcContext, observe?: Observer): Dispatcher {
  return async (body) => {
    if (!Array.isArray(body)) return answer(methods, context, body, observe);
    if (body.length === 0)
      return failure(null, errorCode.invalidRequest, 'expected at least one request in a batch');
    if (body.length > context.limits.maxBatch) {
      return failure(
        null,
        errorCode.limitExceeded,
        `batch of ${body.length} is over maxBatch = ${context.limits.maxBatch}`,
      );
    }
    const answers = await Promise.all(body.map((item) => answer(methods, context, item, observe)));
    const sent = answers.filter((item) => item !== undefined);
    return sent.length > 0 ? sent : undefined;
  };
}

async function answer(
  methods: MethodTable,
  context: RpcContext,
  item: unknown,
  observe: Observer | undefined,
): Promise<Response | undefined> {
  const parsed = request.safeParse(item);
  if (!parsed.success) return failure(null, errorCode.invalidRequest, 'not a JSON-RPC 2.0 request');
  const { id, method: name, params } = parsed.data;
  const start = performance.now();
  const [response, error] = await run(methods, context, id ?? null, name, params ?? []);
  const known = Object.hasOwn(methods, name) ? name : 'unknown';
  observe?.(
    known,
    (performance.now() - start) / 1000,
    'error' in response ? response.error.code : undefined,
    error,
  );
  return id === undefined ? undefined : response;
}

async function run(
  methods: MethodTable,
  context: RpcContext,
  id: Id,
  name: string,
  params: unknown[],
): Promise<[Response, unknown?]> {
  const found = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (!found)
    return [failure(id, errorCode.methodNotFound, `the method ${name} does not exist/is not available`)];
  try {
    return [{ jsonrpc: '2.0', id, result: (await found.run(context, params)) ?? null }];
  } catch (error) {
    if (error instanceof RpcError) return [failure(id, error.code, error.message, error.data), error];
    if (error instanceof z.ZodError) return [failure(id, errorCode.invalidParams, describe(error)), error];
    return [
      failure(id, errorCode.internal, error instanceof Error ? error.message : 'internal error'),
      error,
    ];
  }
}

function describe(error: z.ZodError): string {
  const [issue] = error.issues;
  const [index, ...path] = issue?.path ?? [];
  if (index === undefined) return `invalid params: ${issue?.message}`;
  return `invalid argument ${String(index)}${path.length > 0 ? ` at ${path.join('.')}` : ''}: ${issue?.message}`;
}

function failure(id: Id, code: number, message: string, data?: string): Response {
  return { jsonrpc: '2.0', id, error: { code, message, ...(data !== undefined && { data }) } };
}
