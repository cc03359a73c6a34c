import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { Namespaces, NoNamespaces } from './namespaces.ts';

/** Where something listens. */
interface Place {
  readonly host: string;
  readonly port: number;
}

const loopback = '127.0.0.1';

/** A way from one engine to another. */
class Link {
  /** Milliseconds by which every byte comes later. */
  delay = 0;
  private isClosed = false;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly place: Place,
  ) {}

  /** @param host that it listens at, and that it calls from */
  static async open(host: string, to: Place): Promise<Link> {
    const server = createServer().listen(0, host);
    await once(server, 'listening');
    const link = new Link(server, { host, port: (server.address() as AddressInfo).port });
    server.on('connection', (socket) => link.join(socket, to));
    return link;
  }

  /** Ends its connections, and takes no others. */
  cut(): void {
    this.isClosed = true;
    for (const socket of this.sockets) socket.destroy();
  }

  heal(): void {
    this.isClosed = false;
  }

  close(): void {
    this.cut();
    this.server.close();
  }

  private join(from: Socket, { host, port }: Place): void {
    if (this.isClosed) return void from.destroy();
    const to = connect({ host, port, localAddress: this.place.host });
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

/**
 * The ways between all engines, in both directions: they can be cut, healed and delayed. Where the machine allows it,
 * each engine is in a network namespace of its own, and what is sent on a way that is cut is lost; otherwise the
 * connections on it end.
 */
export class Links {
  /** Ways that are cut, as `from to`. */
  private readonly cuts = new Set<string>();

  private constructor(
    private readonly count: number,
    private readonly p2pPort: number,
    private readonly links: ReadonlyMap<string, Link>,
    private readonly namespaces: Namespaces | undefined,
    /** How a way is cut, in words. */
    readonly how: string,
  ) {}

  /** @param p2pPort of the first engine; the others have those after it */
  static async open(count: number, p2pPort: number): Promise<Links> {
    let how = 'packets are lost between network namespaces';
    const namespaces = await Namespaces.open(count).catch((error: unknown) => {
      if (!(error instanceof NoNamespaces)) throw error;
      how = `connections are closed, for there are no network namespaces here (${error.message})`;
      return undefined;
    });
    const links = new Map<string, Link>();
    for (let from = 0; from < count; from++)
      for (let to = 0; to < count; to++)
        if (from !== to)
          links.set(
            `${from} ${to}`,
            await Link.open(namespaces?.wayFrom(from, to) ?? loopback, {
              host: namespaces?.addressOf(to) ?? loopback,
              port: p2pPort + to,
            }),
          );
    return new Links(count, p2pPort, links, namespaces, how);
  }

  /** Where an engine listens for others. */
  placeOf(member: number): string {
    return `${this.namespaces?.addressOf(member) ?? loopback}:${this.p2pPort + member}`;
  }

  /** Where an engine finds another. */
  placeFrom(from: number, to: number): string {
    const { host, port } = this.links.get(`${from} ${to}`)!.place;
    return `${host}:${port}`;
  }

  /** Words before the command that starts an engine. */
  commandIn(member: number): readonly string[] {
    return this.namespaces?.commandIn(member) ?? [];
  }

  /** Members of different groups do not reach each other; those of one do. */
  split(groups: readonly (readonly number[])[]): Promise<void> {
    return this.keep((from, to) => groups.some((group) => group.includes(from) && group.includes(to)));
  }

  /** Each member reaches the one before it and the one after it alone. */
  ring(): Promise<void> {
    return this.keep((from, to) => (from + 1) % this.count === to || (to + 1) % this.count === from);
  }

  heal(): Promise<void> {
    return this.keep(() => true);
  }

  /** Milliseconds that every byte takes from one to another. */
  delay(milliseconds: number): void {
    for (const link of this.links.values()) link.delay = milliseconds;
  }

  close(): void {
    for (const link of this.links.values()) link.close();
    this.namespaces?.remove();
  }

  private async keep(isKept: (from: number, to: number) => boolean): Promise<void> {
    for (const [name, link] of this.links) {
      const [from, to] = name.split(' ').map(Number) as [number, number];
      const isCut = !isKept(from, to);
      if (isCut === this.cuts.has(name)) continue;
      const by = this.namespaces;
      if (isCut) {
        this.cuts.add(name);
        await (by ? by.cut(from, to) : link.cut());
      } else {
        this.cuts.delete(name);
        await (by ? by.heal(from, to) : link.heal());
      }
    }
  }
}
