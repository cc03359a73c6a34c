/** What the compiler says about handlers and definitions that do not match. handlers.test.ts runs it. */
import { logMethods, networkMethods, type publicMethods } from '@evm-ml/rpc';
import { type Served, serve } from '../../../src/rpc/method.ts';

const { eth_chainId, net_version } = networkMethods;
const definitions = { eth_chainId, net_version };

serve(definitions, { eth_chainId: () => '0x1', net_version: async () => '1' });

// @ts-expect-error: net_version is defined and has no handler.
serve(definitions, { eth_chainId: () => '0x1' });

// @ts-expect-error: net_peers has a handler and is not defined.
serve(definitions, { eth_chainId: () => '0x1', net_version: () => '1', net_peers: () => '0x0' });

// @ts-expect-error: the definition says that the answer is text.
serve(definitions, { eth_chainId: () => 1, net_version: () => '1' });

// @ts-expect-error: eth_getLogs has no parameter of this name.
serve(logMethods, { eth_getLogs: (_context, { filter }) => filter });

// @ts-expect-error: a group is not served.
export const table: Served<typeof publicMethods> = serve(definitions, {
  eth_chainId: () => '0x1',
  net_version: () => '1',
});
