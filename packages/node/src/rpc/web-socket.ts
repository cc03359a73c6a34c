import { errorCode } from '@evm-ml/rpc';
import type { WebSocket } from '@fastify/websocket';
import { AccessDenied } from '../access/index.ts';
import type { Limits } from '../config/limits.ts';
import type { ByteBudget } from './byte-budget.ts';
import { type Connection, createConnection, duringMessage, endConnection } from './connection.ts';
import { type Dispatcher, failure } from './dispatch.ts';
import type { InWork } from './in-work.ts';
import { DoorError, parseMessage } from './parse-body.ts';
import type { ShapeLimits } from './scan-json.ts';
import { serialize } from './serialize.ts';
import type { Session } from './session.ts';

/** Close codes of RFC 6455. */
const policyViolation = 1008;
/** Longest delay of a timer, milliseconds. */
const longestDelay = 2 ** 31 - 1;

/** What a WebSocket is served with. */
export interface SocketService {
  /** Who is calling. @throws AccessDenied */
  open(): Promise<Session>;
  dispatch: Dispatcher;
  inWork: InWork;
  /** Bytes in work, of all connections. */
  budget: ByteBudget;
  limits: ShapeLimits & Pick<Limits, 'maxBatch' | 'maxResponseBytes' | 'maxSocketBufferBytes'>;
}

/** Serves JSON-RPC on one WebSocket until it closes. Messages that arrive meanwhile wait for the credentials. */
export function serveWebSocket(
  socket: WebSocket,
  { open, dispatch, limits, inWork, budget }: SocketService,
): void {
  const connection = createConnection(socket, limits.maxSocketBufferBytes, budget);
  const session = open();
  let expiry: NodeJS.Timeout | undefined;
  session.then(
    ({ grant: { expires } }) => {
      if (expires === undefined) return;
      const close = () => socket.close(policyViolation, 'the token has expired');
      expiry = setTimeout(close, Math.min(expires * 1000 - Date.now(), longestDelay));
    },
    (error: unknown) =>
      socket.close(
        policyViolation,
        error instanceof AccessDenied ? error.message.slice(0, 120) : 'not allowed',
      ),
  );
  const end = () => {
    clearTimeout(expiry);
    endConnection(connection);
  };
  socket.on('close', end);
  socket.on('error', end);
  let messages = 0;
  socket.on('message', async (message: Buffer) => {
    const opened = await session.catch(() => undefined);
    if (!opened) return;
    if (messages >= limits.maxBatch) {
      refuse(
        connection,
        errorCode.limitExceeded,
        `more than maxBatch = ${limits.maxBatch} requests in work: wait for answers`,
      );
      return;
    }
    if (!budget.take(message.length)) {
      return refuse(connection, errorCode.limitExceeded, budget.refusal);
    }
    messages++;
    let release = () => {};
    const answered = new Promise<void>((resolve) => {
      release = resolve;
    });
    inWork.add(answered);
    try {
      const body = parseMessage(message, limits);
      const answer = await dispatch(body, { ...opened, connection: duringMessage(connection, answered) });
      if (answer !== undefined) connection.send(serialize(answer, limits.maxResponseBytes));
    } catch (error) {
      if (!(error instanceof DoorError)) throw error;
      refuse(connection, error.rpcCode, error.message);
    } finally {
      budget.give(message.length);
      messages--;
      release();
    }
  });
}

const refuse = (connection: Connection, code: number, message: string) =>
  connection.send(JSON.stringify(failure(null, code, message)));
