import type { ByteBudget } from './byte-budget.ts';

/** A WebSocket as methods see it: a way to push, and what is subscribed. */
export interface Connection {
  /** Sends a text, or its UTF-8; closes the socket when the client reads too slowly. */
  send(text: string | Uint8Array): void;
  /** Sends a notification. */
  push(subscription: string, result: unknown): void;
  /** Ends each subscription by its id. */
  readonly subscriptions: Map<string, () => void>;
  /** Resolves when the answer to the message in work has gone out: a client learns an id before its notices come. */
  readonly answered: Promise<void>;
  /** The socket is gone: what would be subscribed now nobody would end. */
  ended: boolean;
}

/** A socket that can be written to, as `ws` offers it. */
export interface Socket {
  readonly bufferedAmount: number;
  /** @param sent is called when the text has left, or never will */
  send(text: string | Uint8Array, options: { binary: boolean }, sent: () => void): void;
  close(code: number, reason: string): void;
}

const tryAgainLater = 1013;

/**
 * @param maxSocketBufferBytes bytes that may wait for a slow reader before it is cut off
 * @param budget bytes in work, of all connections: when it is used up, those who have something waiting are cut off
 */
export function createConnection(
  socket: Socket,
  maxSocketBufferBytes: number,
  budget: ByteBudget,
): Connection {
  const cutOff = (bound: string) => {
    endConnection(connection);
    socket.close(tryAgainLater, `the client reads too slowly: over ${bound}`);
  };
  const connection: Connection = {
    subscriptions: new Map(),
    answered: Promise.resolve(),
    ended: false,
    send(text) {
      if (connection.ended) return;
      if (socket.bufferedAmount > maxSocketBufferBytes) {
        return cutOff(`maxSocketBufferBytes = ${maxSocketBufferBytes}`);
      }
      const counted = budget.take(text.length);
      if (!counted && socket.bufferedAmount > 0) return cutOff(`maxBytesInWork = ${budget.max}`);
      socket.send(text, { binary: false }, () => counted && budget.give(text.length));
    },
    push(subscription, result) {
      connection.send(
        JSON.stringify({ jsonrpc: '2.0', method: 'eth_subscription', params: { subscription, result } }),
      );
    },
  };
  return connection;
}

/** The same connection, as the methods of one message see it. */
export function duringMessage(connection: Connection, answered: Promise<void>): Connection {
  return Object.create(connection, { answered: { value: answered } });
}

/** Ends all subscriptions of a connection. */
export function endConnection(connection: Connection): void {
  connection.ended = true;
  for (const end of connection.subscriptions.values()) end();
  connection.subscriptions.clear();
}
