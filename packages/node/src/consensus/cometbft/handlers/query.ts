import type { Handler } from '../application.ts';
import { mayConnect } from '../may-connect.ts';

const nodePath = /^\/p2p\/filter\/id\/([0-9a-f]{40})$/;

/**
 * Says which nodes may connect to the engine, by the newest state (D34); whatever address they call from. The chain is
 * read over JSON-RPC, which bounds what a read may take.
 */
export const query: Handler<'query'> = ({ chain }, { path }) => {
  if (path.startsWith('/p2p/filter/addr/')) return { code: 0 };
  const id = nodePath.exec(path)?.[1];
  if (id === undefined) return { code: 1, log: 'ask this node over JSON-RPC' };
  if (mayConnect(chain, id)) return { code: 0 };
  return { code: 1, log: `the members let no node ${id} connect` };
};
