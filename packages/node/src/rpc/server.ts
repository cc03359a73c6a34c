import { readFile } from 'node:fs/promises';
import { errorCode } from '@evm-ml/rpc';
import cors from '@fastify/cors';
import websocket from '@fastify/websocket';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import {
  AccessDenied,
  type Authorize,
  allowsHost,
  allowsOrigin,
  createRateLimit,
  type HostRule,
  type OriginRule,
} from '../access/index.ts';
import type { Limits } from '../config/limits.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { TlsFiles } from '../node-options.ts';
import { type Dispatcher, failure } from './dispatch.ts';
import { InWork } from './in-work.ts';
import { serialize } from './serialize.ts';
import type { Session } from './session.ts';
import { serveWebSocket } from './web-socket.ts';

/** What the door needs. */
export interface ServerOptions {
  dispatch: Dispatcher;
  limits: Limits;
  authorize: Authorize;
  corsOrigins: OriginRule;
  hosts: HostRule;
  tls?: TlsFiles | undefined;
  /** Prometheus metrics for `/metrics`; left out: none. */
  metrics?: Metrics | undefined;
  /** Why the node is not ready to serve, if so. */
  notReady(): string | undefined;
}

/** Milliseconds that a door that closes waits for the answers in work. */
const longestFarewell = 5_000;

type HttpError = Error & { statusCode?: number; rpcCode?: number };

/** JSON-RPC over HTTP and WebSocket on one port: bounded bodies, errors as JSON-RPC errors. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { dispatch, limits, authorize, corsOrigins } = options;
  const https = options.tls && (await readTls(options.tls));
  const server: FastifyInstance = fastify({
    bodyLimit: limits.maxBodyBytes,
    logger: false,
    forceCloseConnections: true,
    ...(https && { https }),
  });
  const inWork = new InWork();
  // Before the plugins hang up: what is in work still gets its answer.
  server.addHook('preClose', () => inWork.settled(longestFarewell));
  await server.register(cors, {
    origin: (origin, answer) => answer(null, allowsOrigin(corsOrigins, origin)),
    methods: ['POST'],
  });
  await server.register(websocket, { options: { maxPayload: limits.maxBodyBytes } });
  const count = createRateLimit();
  const open = async (request: FastifyRequest): Promise<Session> => ({
    grant: await authorize(request.headers, request.ip),
    count,
  });

  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    const [error, value] = parseJson(String(body));
    done(error, value);
  });
  const guard = { onRequest: async (request: FastifyRequest) => assertFromHere(request, options) };
  server.post('/', guard, async (request, reply) => {
    inWork.add(new Promise((resolve) => reply.raw.once('close', resolve)));
    const answer = await dispatch(request.body, await open(request));
    if (answer === undefined) return reply.code(204).send();
    return reply.type('application/json').send(serialize(answer, limits.maxResponseBytes));
  });
  server.get('/', { ...guard, websocket: true }, async (socket, request) => {
    if (server.websocketServer.clients.size > limits.maxSockets) {
      return socket.close(1013, `more than maxSockets = ${limits.maxSockets} are open`);
    }
    serveWebSocket(socket, { open: () => open(request), dispatch, parse: parseJson, limits, inWork });
  });
  addOperatorRoutes(server, options);
  server.setErrorHandler(async (error: HttpError, _request, reply) => {
    if (error instanceof AccessDenied)
      return reply.code(401).send(failure(null, errorCode.forbidden, error.message));
    const tooLarge = error.statusCode === 413;
    const code = tooLarge ? errorCode.limitExceeded : (error.rpcCode ?? errorCode.invalidRequest);
    const message = tooLarge ? `body is over maxBodyBytes = ${limits.maxBodyBytes}` : error.message;
    return reply.code(error.statusCode ?? 400).send(failure(null, code, message));
  });
  return server;
}

/**
 * Refuses what a stranger's page sends: a browser would keep the answer from it, but the request would have been
 * served.
 */
function assertFromHere(request: FastifyRequest, { hosts, corsOrigins }: ServerOptions): void {
  const { origin } = request.headers;
  if (!allowsHost(hosts, request.hostname)) {
    throw forbidden(`the host ${request.hostname} is not served here: add it to "hosts"`);
  }
  if (!allowsOrigin(corsOrigins, origin)) {
    throw forbidden(`pages of ${origin} may not call: add it to "corsOrigins"`);
  }
}

const forbidden = (message: string) =>
  Object.assign(new Error(message), { statusCode: 403, rpcCode: errorCode.forbidden });

/** What operators' tools ask: is it alive, is it ready, how is it doing. They carry no secrets and need no rights. */
function addOperatorRoutes(server: FastifyInstance, { metrics, notReady }: ServerOptions): void {
  server.get('/health', async () => ({ status: 'alive' }));
  server.get('/ready', async (_request, reply) => {
    const reason = notReady();
    return reason === undefined ? { status: 'ready' } : reply.code(503).send({ status: 'not ready', reason });
  });
  if (metrics) {
    server.get('/metrics', async (_request, reply) =>
      reply.type(metrics.contentType).send(await metrics.text()),
    );
  }
}

function parseJson(text: string): [HttpError | null, unknown] {
  try {
    return [null, JSON.parse(text)];
  } catch {
    const error = new Error('parse error: the body is not JSON');
    return [Object.assign(error, { statusCode: 400, rpcCode: errorCode.parse }), undefined];
  }
}

async function readTls({ certFile, keyFile, clientCaFile }: TlsFiles) {
  return {
    cert: await readFile(certFile),
    key: await readFile(keyFile),
    ...(clientCaFile !== undefined && {
      ca: await readFile(clientCaFile),
      requestCert: true,
      rejectUnauthorized: true,
    }),
  };
}
