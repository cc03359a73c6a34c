import {
  type Chain,
  createPublicClient,
  createWalletClient,
  defineChain,
  type HttpTransport,
  http,
  type PublicClient,
  type WalletClient,
} from 'viem';
import type { PrivateKeyAccount } from 'viem/accounts';
import { UserError } from '../errors.ts';

/** Milliseconds for an answer to who writes: a node that is busy still answers, and what was sent may be in a block. */
const longestAnswer = 60_000;

/** A client of the node at `url`. Throws UserError when nothing there speaks JSON-RPC. */
export async function connect(url: string): Promise<PublicClient<HttpTransport, Chain>> {
  const transport = http(checkUrl(url), { retryCount: 0 });
  const id = await createPublicClient({ transport })
    .getChainId()
    .catch((error: unknown) => {
      const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
      throw new UserError(
        `${url}: no node answers (${reason}); start one with "evm-ml node" or check --rpc.`,
      );
    });
  return createPublicClient({ chain: chainOf(id, url), transport, pollingInterval: 50 });
}

/** A client of the node at `url` that signs as `account`. Throws UserError when nothing there speaks JSON-RPC. */
export async function connectWallet(
  url: string,
  account: PrivateKeyAccount,
): Promise<WalletClient<HttpTransport, Chain, PrivateKeyAccount>> {
  const { chain } = await connect(url);
  const transport = http(url, { retryCount: 0, timeout: longestAnswer });
  return createWalletClient({ account, chain, transport, pollingInterval: 50 });
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
