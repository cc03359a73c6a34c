import type { Handler } from '../application.ts';

const nodePath = /^\/p2p\/filter\/id\/([0-9a-f]{40})$/;

/**
 * Says which nodes may connect to the engine, by the newest state (D34); whatever address they call from. The chain is
 * read over JSON-RPC, which bounds what a read may take.
 */
export const query: Handler<'query'> = ({ chain }, { path }) => {
  if (path.startsWith('/p2p/filter/addr/')) return { code: 0 };
  const id = nodePath.exec(path)?.[1];
  if (id === undefined) return { code: 1, log: 'ask this node over JSON-RPC' };
  // A node that joins by a snapshot has no state to go by: those that have one say who connects to them.
  if (!chain.hasState || (chain.permissions?.mayConnect(`0x${id}`) ?? true)) return { code: 0 };
  return { code: 1, log: `the members let no node ${id} connect` };
};
