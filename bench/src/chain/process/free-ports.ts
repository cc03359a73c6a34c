import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Ports below those that Linux gives to connections that begin on it: none is taken before it is used. */
const [lowest, highest] = [15_000, 32_000];

/** First of so many TCP ports in a row on which nobody listens. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = randomInt(lowest, highest - count);
    const servers: Server[] = [];
    try {
      for (let at = 0; at < count; at++) {
        const server = createServer().listen(first + at, '127.0.0.1');
        servers.push(server);
        await once(server, 'listening');
      }
      return first;
    } catch {
      // One in the row is taken.
    } finally {
      for (const server of servers) server.close();
    }
  }
}
