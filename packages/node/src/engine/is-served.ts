import { once } from 'node:events';
import { connect } from 'node:net';

/** True if somebody answers on a unix socket: a file that a killed process left behind is nobody. */
export async function isServed(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
