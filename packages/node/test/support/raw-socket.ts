import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A WebSocket without a library: it reads when it is told to, and sends what it likes. */
export interface RawSocket {
  readonly socket: Socket;
  /** Sends one text message. */
  send(text: string): void;
  /** Resolves with all that arrived, once it holds `words` or the other side has hung up. */
  readUntil(words: string): Promise<string>;
}

/** Opens one to a node; resolves when the handshake is over. */
export async function rawSocket(url: string): Promise<RawSocket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => {
    socket.destroy();
  });
  let received = '';
  socket.on('data', (part) => {
    received += part.toString('latin1');
  });
  const until = (done: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => done() && resolve();
      socket.on('data', check);
      socket.on('close', () => resolve());
      check();
    });
  socket.write(
    `GET / HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  await until(() => received.includes('\r\n\r\n'));
  return {
    socket,
    send: (text) => socket.write(frame(Buffer.from(text))),
    async readUntil(words) {
      socket.resume();
      await until(() => received.includes(words));
      return received;
    },
  };
}

/** A masked text frame (RFC 6455, section 5.2); the mask is 0. */
function frame(payload: Buffer): Buffer {
  const head = payload.length < 126 ? Buffer.of(0x81, 0x80 | payload.length) : Buffer.alloc(10);
  if (payload.length >= 126) {
    head.set([0x81, 0x80 | 127]);
    head.writeBigUInt64BE(BigInt(payload.length), 2);
  }
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}
