import cors from '@fastify/cors';
import fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Limits } from '../config/limits.ts';
import type { Dispatcher } from './dispatch.ts';
import { errorCode } from './errors.ts';

/** What the HTTP door needs. */
export interface ServerOptions {
  dispatch: Dispatcher;
  limits: Limits;
  log: Logger;
}

/** JSON-RPC over HTTP: one POST route, bounded bodies, errors as JSON-RPC errors. */
export async function createServer({ dispatch, limits }: ServerOptions): Promise<FastifyInstance> {
  const server = fastify({ bodyLimit: limits.maxBodyBytes, logger: false, forceCloseConnections: true });
  await server.register(cors, { origin: true });
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, JSON.parse(String(body)));
    } catch {
      done(
        Object.assign(new Error('parse error: the body is not JSON'), {
          statusCode: 400,
          rpcCode: errorCode.parse,
        }),
      );
    }
  });
  server.post('/', async (request, reply) => {
    const answer = await dispatch(request.body);
    if (answer === undefined) return reply.code(204).send();
    return reply.type('application/json').send(JSON.stringify(answer));
  });
  server.setErrorHandler(
    async (error: Error & { statusCode?: number; rpcCode?: number }, _request, reply) => {
      const tooLarge = error.statusCode === 413;
      const code = tooLarge ? errorCode.limitExceeded : (error.rpcCode ?? errorCode.invalidRequest);
      const message = tooLarge ? `body is over maxBodyBytes = ${limits.maxBodyBytes}` : error.message;
      await reply.code(error.statusCode ?? 400).send({ jsonrpc: '2.0', id: null, error: { code, message } });
    },
  );
  return server;
}
