import {
  createPublicClient,
  createWalletClient,
  defineChain,
  type Hex,
  http,
  publicActions,
  testActions,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { developmentAccounts } from '../../src/genesis/accounts.ts';
import { developmentChainId } from '../../src/genesis/development.ts';

/** The development chain as viem describes chains. */
export const chainAt = (url: string) =>
  defineChain({
    id: developmentChainId,
    name: 'development',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  });

export const accounts = developmentAccounts();

/** Reads from a node. */
export const publicClient = (url: string, batch = false) =>
  createPublicClient({
    chain: chainAt(url),
    transport: http(url, { batch, retryCount: 0 }),
    cacheTime: 0,
    pollingInterval: 20,
  });

/** Signs with one of the development accounts. */
export const walletClient = (url: string, index = 0) =>
  createWalletClient({
    chain: chainAt(url),
    transport: http(url, { retryCount: 0 }),
    account: privateKeyToAccount(accounts[index]!.privateKey),
    cacheTime: 0,
    pollingInterval: 20,
  }).extend(publicActions);

/** Development methods. */
export const testClient = (url: string) => walletClient(url).extend(testActions({ mode: 'anvil' }));

/** One raw JSON-RPC exchange. */
export async function rpc(url: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}

/** One method by name. */
export const call = (url: string, method: string, ...params: unknown[]) =>
  rpc(url, { jsonrpc: '2.0', id: 1, method, params }) as Promise<{
    result?: unknown;
    error?: { code: number; message: string; data?: Hex };
  }>;
