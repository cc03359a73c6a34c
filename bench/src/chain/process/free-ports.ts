import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

/** First of so many TCP ports in a row on which nobody listens. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const servers: Server[] = [];
    try {
      let first = 0;
      for (let at = 0; at < count; at++) {
        const server = createServer().listen(first === 0 ? 0 : first + at, '127.0.0.1');
        servers.push(server);
        await once(server, 'listening');
        if (at === 0) first = (server.address() as AddressInfo).port;
      }
      if (first + count <= 60_000) return first;
    } catch {
      // Another one in the row is taken.
    } finally {
      for (const server of servers) server.close();
    }
  }
}
