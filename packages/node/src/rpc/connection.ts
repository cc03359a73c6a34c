/** A WebSocket as methods see it: a way to push, and what is subscribed. */
export interface Connection {
  /** Sends a notification; closes the socket when the client reads too slowly. */
  push(subscription: string, result: unknown): void;
  /** Ends each subscription by its id. */
  readonly subscriptions: Map<string, () => void>;
}

/** A socket that can be written to, as `ws` offers it. */
export interface Socket {
  readonly bufferedAmount: number;
  send(text: string): void;
  close(code: number, reason: string): void;
}

/** Bytes that may wait for a slow reader before it is cut off. */
const maxBuffered = 16 * 1024 * 1024;
const tryAgainLater = 1013;

export function createConnection(socket: Socket): Connection {
  return {
    subscriptions: new Map(),
    push(subscription, result) {
      if (socket.bufferedAmount > maxBuffered) {
        socket.close(tryAgainLater, 'the client reads too slowly');
        return;
      }
      socket.send(
        JSON.stringify({ jsonrpc: '2.0', method: 'eth_subscription', params: { subscription, result } }),
      );
    },
  };
}

/** Ends all subscriptions of a connection. */
export function endConnection(connection: Connection): void {
  for (const end of connection.subscriptions.values()) end();
  connection.subscriptions.clear();
}
