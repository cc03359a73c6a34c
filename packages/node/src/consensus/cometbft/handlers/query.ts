import type { Handler } from '../application.ts';

/** The chain is read over JSON-RPC, which bounds what a read may take. */
export const query: Handler<'query'> = () => ({ code: 1, log: 'ask this node over JSON-RPC' });
