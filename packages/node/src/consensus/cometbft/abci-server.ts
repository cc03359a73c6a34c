import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { isServed } from '../../engine/is-served.ts';
import { type Handle, serveConnection } from './serve-connection.ts';

/** An engine makes four connections; a new one may come before those of the last are gone. */
const maxConnections = 16;

/** Bytes of a path that every system takes for a unix socket. */
const longestPath = 103;

/** What a server tells of its connections. */
export interface AbciEvents {
  /** The first connection of an engine is there. */
  connected(): void;
  /** The last one is gone. */
  disconnected(): void;
  /** A connection was ended for what came over it, or for what answering it met. */
  failed(error: unknown): void;
}

/** Waits on a unix socket, which only this user may reach, for the engine. */
export class AbciServer {
  private readonly sockets = new Set<Socket>();
  private readonly working = new Set<Promise<void>>();
  private server: Server | undefined;

  constructor(
    private readonly path: string,
    private readonly handle: Handle,
    private readonly events: AbciEvents,
  ) {}

  /** @throws Error when another node serves the socket, or its path is too long; and the system's errors */
  async listen(): Promise<void> {
    if (Buffer.byteLength(this.path) > longestPath)
      throw new Error(`${this.path} is too long for a socket: give a path of ${longestPath} bytes at most.`);
    if (await isServed(this.path))
      throw new Error(`${this.path} is served by another node: stop it, or give this one another socket.`);
    await rm(this.path, { force: true });
    const server = createServer((socket) => this.accept(socket));
    server.maxConnections = maxConnections;
    server.listen(this.path);
    await once(server, 'listening');
    await chmod(this.path, 0o600);
    this.server = server;
  }

  /** Ends the connections that are there. An engine that loses one ends. */
  drop(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Takes nothing more; resolves when the request in work is done. */
  async close(): Promise<void> {
    this.server?.close();
    this.server = undefined;
    this.drop();
    await Promise.all(this.working);
  }

  private accept(socket: Socket): void {
    this.sockets.add(socket);
    if (this.sockets.size === 1) this.events.connected();
    // An engine that ends takes its connections along: what it broke off is its own affair.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.sockets.delete(socket);
      if (this.sockets.size === 0) this.events.disconnected();
    });
    const work = serveConnection(socket, this.handle)
      .catch((error: unknown) => {
        if (!isBroken(error)) this.events.failed(error);
      })
      .finally(() => {
        socket.destroy();
        this.working.delete(work);
      });
    this.working.add(work);
  }
}

/** True for the ends of a connection that its other side brought about. */
function isBroken(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ECONNRESET' || code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}
