import { allows, type CountRequests, everything, type Grant } from '../access/index.ts';
import type { Connection } from './connection.ts';

/** Who sends a request and over what. */
export interface Session {
  grant: Grant;
  count: CountRequests;
  /** Who waits for its turn as one: a name where callers have names, else an address. */
  caller: string;
  /** The WebSocket, where notifications can go; absent over HTTP. */
  connection?: Connection;
}

/** A caller without bounds, over HTTP. */
export const openSession: Session = { grant: everything, count: async () => 0, caller: 'anyone' };

/** True if the session's caller may call a method. */
export const mayCall = ({ grant }: Session, method: string): boolean => allows(grant, method);
