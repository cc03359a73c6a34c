import type { Server } from 'node:http';
import { isIPv6, type Socket } from 'node:net';

/** Keeps one address from taking all connections: one more than `most` is hung up on, before a byte of it is read. */
export function boundConnectionsByAddress(server: Server, most: number): void {
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const owner = ownerOf(socket.remoteAddress);
    const count = (open.get(owner) ?? 0) + 1;
    if (count > most) {
      socket.destroy();
      return;
    }
    open.set(owner, count);
    socket.once('close', () => {
      const left = open.get(owner)! - 1;
      if (left === 0) open.delete(owner);
      else open.set(owner, left);
    });
  });
}

/** Groups of an IPv6 address that its owner does not choose: a provider gives away 64 bits of addresses at once. */
const NETWORK_GROUPS = 4;

/** Who an address belongs to: itself, or the network of an IPv6 address. A socket that is gone already has none. */
export function ownerOf(address = ''): string {
  const [, mapped] = /^::ffff:([\d.]+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [before = '', after] = address.split('%')[0]!.split('::');
  const groups = before === '' ? [] : before.split(':');
  if (after !== undefined) {
    const behind = after === '' ? [] : after.split(':');
    while (groups.length + behind.length < 8) groups.push('0');
  }
  return groups.slice(0, NETWORK_GROUPS).join(':');
}
