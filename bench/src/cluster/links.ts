import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';

/** A way from one engine to another. */
class Link {
  /** Milliseconds by which every byte comes later. */
  delay = 0;
  private isCut = false;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async open(to: number): Promise<Link> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const link = new Link(server, (server.address() as AddressInfo).port);
    server.on('connection', (socket) => link.join(socket, to));
    return link;
  }

  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  heal(): void {
    this.isCut = false;
  }

  close(): void {
    this.cut();
    this.server.close();
  }

  private join(from: Socket, port: number): void {
    if (this.isCut) return void from.destroy();
    const to = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      this.sockets.add(one);
      one.setNoDelay(true).on('error', () => undefined);
      one.once('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
      this.pass(one, other);
    }
  }

  private pass(from: Readable, to: Writable): void {
    from.on('data', (chunk: Buffer) => {
      if (this.delay === 0) return void to.write(chunk);
      setTimeout(() => to.write(chunk), this.delay);
    });
  }
}

/** The ways between all engines, in both directions: they can be cut, healed and delayed. */
export class Links {
  private constructor(
    private readonly count: number,
    private readonly links: ReadonlyMap<string, Link>,
  ) {}

  /** @param p2pPort of the first engine; the others have those after it */
  static async open(count: number, p2pPort: number): Promise<Links> {
    const links = new Map<string, Link>();
    for (let from = 0; from < count; from++)
      for (let to = 0; to < count; to++)
        if (from !== to) links.set(`${from} ${to}`, await Link.open(p2pPort + to));
    return new Links(count, links);
  }

  portOf(from: number, to: number): number | undefined {
    return this.links.get(`${from} ${to}`)?.port;
  }

  /** Members of different groups do not reach each other; those of one do. */
  split(groups: readonly (readonly number[])[]): void {
    this.keep((from, to) => groups.some((group) => group.includes(from) && group.includes(to)));
  }

  /** Each member reaches the one before it and the one after it alone. */
  ring(): void {
    this.keep((from, to) => (from + 1) % this.count === to || (to + 1) % this.count === from);
  }

  heal(): void {
    this.keep(() => true);
  }

  /** Milliseconds that every byte takes from one to another. */
  delay(milliseconds: number): void {
    for (const link of this.links.values()) link.delay = milliseconds;
  }

  close(): void {
    for (const link of this.links.values()) link.close();
  }

  private keep(isKept: (from: number, to: number) => boolean): void {
    for (const [name, link] of this.links) {
      const [from, to] = name.split(' ').map(Number) as [number, number];
      if (isKept(from, to)) link.heal();
      else link.cut();
    }
  }
}
