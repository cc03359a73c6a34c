import { createPublicClient, createWalletClient, defineChain, http, type PublicClient } from 'viem';
import type { PrivateKeyAccount } from 'viem/accounts';
import { UserError } from '../errors.ts';

/** A client of the node at `url`. Throws UserError when nothing there speaks JSON-RPC. */
export async function connect(url: string): Promise<PublicClient> {
  const transport = http(checkUrl(url), { retryCount: 0 });
  const id = await createPublicClient({ transport })
    .getChainId()
    .catch((error: unknown) => {
      const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
      throw new UserError(`${url}: no node answers (${reason}); start one with "evm-ml node" or check --rpc.`);
    });
  return createPublicClient({ chain: chainOf(id, url), transport, pollingInterval: 50 });
}

/** What `connect` gives, able to sign as `account`. */
export function walletOf(client: PublicClient, url: string, account: PrivateKeyAccount) {
  if (!client.chain) throw new TypeError('the client has no chain');
  return createWalletClient({ account, chain: client.chain, transport: http(url, { retryCount: 0 }) });
}

function chainOf(id: number, url: string) {
  return defineChain({
    id,
    name: 'evm-ml',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  });
}

function checkUrl(url: string): string {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new UserError(`${url}: is no HTTP address; give --rpc http://127.0.0.1:8545, for example.`);
  }
  return url;
}
