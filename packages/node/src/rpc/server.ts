import { errorCode } from '@evm-ml/rpc';
import cors from '@fastify/cors';
import websocket from '@fastify/websocket';
import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type RequestPayload,
} from 'fastify';
import {
  AccessDenied,
  type Authorize,
  allowsHost,
  allowsOrigin,
  createRateLimit,
  everything,
  type HostRule,
  type OriginRule,
} from '../access/index.ts';
import type { Limits } from '../config/limits.ts';
import { version } from '../config/version.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { TlsFiles } from '../node-options.ts';
import { ByteBudget } from './byte-budget.ts';
import { httpServerFactory } from './create-http-server.ts';
import { type Dispatcher, failure } from './dispatch.ts';
import { InWork } from './in-work.ts';
import { DoorError, parseJson } from './parse-body.ts';
import { receiveBody } from './receive-body.ts';
import { serialize } from './serialize.ts';
import { EXPLORER_PATH, type Explorer, isOwnPage, serveExplorer } from './serve-explorer.ts';
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
  /** The page to look at the chain. */
  explorer: Explorer;
  /** Prometheus metrics for `/metrics`; left out: none. */
  metrics?: Metrics | undefined;
  /** Why the node is not ready to serve, if so. */
  notReady(): string | undefined;
}

/** What a person sees who opens the door with a browser. */
const welcome = ({
  rule,
}: Explorer) => `This is a node of evm-ml ${version}: an EVM chain whose contracts ask neural networks.
It speaks JSON-RPC: POST requests to this address, or connect to it with a WebSocket.
For example: curl -H 'content-type: application/json' -d '{"jsonrpc":"2.0","id":1,"method":"rpc_discover"}' THIS-ADDRESS
rpc_discover describes every method; /health and /ready say how the node is.${rule === false ? '' : `\nA page to look at the chain: ${EXPLORER_PATH} of this address.`}
`;

/** Milliseconds that a door that closes waits for the answers in work. */
const longestFarewell = 5_000;

type HttpError = Error & { statusCode?: number; rpcCode?: number };

/** JSON-RPC over HTTP and WebSocket on one port: bounded connections and bodies, errors as JSON-RPC errors. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { dispatch, limits, authorize, corsOrigins } = options;
  const server: FastifyInstance = fastify({
    bodyLimit: limits.maxBodyBytes,
    logger: false,
    forceCloseConnections: true,
    serverFactory: await httpServerFactory(limits, options.tls),
  });
  const inWork = new InWork();
  const budget = new ByteBudget(limits.maxBytesInWork);
  // Before the plugins hang up: what is in work still gets its answer.
  server.addHook('preClose', () => inWork.settled(longestFarewell));
  await server.register(cors, {
    origin: (origin, answer) => answer(null, allowsOrigin(corsOrigins, origin)),
    methods: ['POST'],
  });
  await server.register(websocket, { options: { maxPayload: limits.maxBodyBytes } });
  const count = createRateLimit();
  const open = async (request: FastifyRequest): Promise<Session> => {
    const grant = await authorize(request.headers, request.ip);
    return { grant, count, caller: grant === everything ? request.ip : grant.name };
  };

  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, async (_request: FastifyRequest, body: string) =>
    parseJson(body),
  );
  const sessions = new WeakMap<FastifyRequest, Session>();
  const fromHere = async (request: FastifyRequest) => assertFromHere(request, options);
  const post = {
    // Before the first byte of the body is looked at.
    onRequest: [
      fromHere,
      async (request: FastifyRequest) => {
        sessions.set(request, await open(request));
      },
    ],
    preParsing: async (_request: FastifyRequest, reply: FastifyReply, payload: RequestPayload) =>
      receiveBody(payload, reply, limits, budget),
  };
  server.post('/', post, async (request, reply) => {
    inWork.add(new Promise((resolve) => reply.raw.once('close', resolve)));
    const answer = await dispatch(request.body, sessions.get(request));
    if (answer === undefined) return reply.code(204).send();
    const text = serialize(answer, limits.maxResponseBytes);
    boundAnswer(reply, text.length, limits.maxAnswerSeconds, budget);
    return reply.type('application/json').send(text);
  });
  server.route({
    method: 'GET',
    url: '/',
    onRequest: fromHere,
    handler: async (_request, reply) =>
      reply.type('text/plain; charset=utf-8').send(welcome(options.explorer)),
    wsHandler: (socket, request) => {
      if (server.websocketServer.clients.size > limits.maxSockets) {
        return socket.close(1013, `more than maxSockets = ${limits.maxSockets} are open`);
      }
      return serveWebSocket(socket, { open: () => open(request), dispatch, limits, inWork, budget });
    },
  });
  addOperatorRoutes(server, options);
  await serveExplorer(server, options.explorer, {
    onRequest: fromHere,
    // A file is read as it is sent: no bytes of it wait.
    onSend: (reply) => boundAnswer(reply, 0, limits.maxAnswerSeconds, budget),
  });
  server.setErrorHandler(async (error: HttpError, _request, reply) => {
    if (error instanceof AccessDenied)
      return reply.code(401).send(failure(null, errorCode.forbidden, error.message));
    if (error.statusCode === 413 && error.rpcCode === undefined) {
      const message = `body is over maxBodyBytes = ${limits.maxBodyBytes}`;
      return reply.code(413).send(failure(null, errorCode.limitExceeded, message));
    }
    const code = error.rpcCode ?? errorCode.invalidRequest;
    return reply.code(error.statusCode ?? 400).send(failure(null, code, error.message));
  });
  return server;
}

/** An answer is in work until it was read, and has so many seconds for that. @throws DoorError */
function boundAnswer(reply: FastifyReply, bytes: number, seconds: number, budget: ByteBudget): void {
  // Whoever left before its answer closes nothing any more that would give the bytes back.
  if (reply.raw.destroyed) return;
  if (!budget.take(bytes)) throw new DoorError(503, errorCode.limitExceeded, budget.refusal);
  const late = setTimeout(() => reply.raw.destroy(), seconds * 1_000);
  reply.raw.once('close', () => {
    clearTimeout(late);
    budget.give(bytes);
  });
}

/**
 * Refuses what a stranger's page sends: a browser would keep the answer from it, but the request would have been
 * served.
 */
function assertFromHere(request: FastifyRequest, { hosts, corsOrigins, explorer }: ServerOptions): void {
  const { origin } = request.headers;
  if (!allowsHost(hosts, request.hostname)) {
    throw forbidden(`the host ${request.hostname} is not served here: add it to "hosts"`);
  }
  if (explorer.rule !== false && isOwnPage(request)) return;
  if (!allowsOrigin(corsOrigins, origin)) {
    throw forbidden(`pages of ${origin} may not call: add it to "corsOrigins"`);
  }
}

const forbidden = (message: string) => new DoorError(403, errorCode.forbidden, message);

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
