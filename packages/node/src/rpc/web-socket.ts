import type { WebSocket } from '@fastify/websocket';
import { AccessDenied } from '../access/index.ts';
import { createConnection, endConnection } from './connection.ts';
import type { Dispatcher } from './dispatch.ts';
import { errorCode } from './errors.ts';
import type { Session } from './session.ts';

const policyViolation = 1008;

/** Serves JSON-RPC on one WebSocket until it closes. Messages that arrive meanwhile wait for the credentials. */
export async function serveWebSocket(
  socket: WebSocket,
  open: () => Promise<Session>,
  dispatch: Dispatcher,
  parse: (text: string) => [Error | null, unknown],
): Promise<void> {
  const connection = createConnection(socket);
  const session = open().then((opened): Session => ({ ...opened, connection }));
  session.catch((error: unknown) => {
    socket.close(
      policyViolation,
      error instanceof AccessDenied ? error.message.slice(0, 120) : 'not allowed',
    );
  });
  socket.on('close', () => endConnection(connection));
  socket.on('error', () => endConnection(connection));
  socket.on('message', async (message: Buffer) => {
    const opened = await session.catch(() => undefined);
    if (!opened) return;
    const [error, body] = parse(String(message));
    const answer = error
      ? { jsonrpc: '2.0', id: null, error: { code: errorCode.parse, message: error.message } }
      : await dispatch(body, opened);
    if (answer !== undefined && socket.readyState === socket.OPEN) socket.send(JSON.stringify(answer));
  });
}
