import type { Hex } from 'viem';

/** What signs in a browser (EIP-1193). */
export interface WalletProvider {
  request(asked: { method: string; params?: unknown }): Promise<unknown>;
}

/** A wallet that has announced itself (EIP-6963), or has put itself into the page. Its name is its own claim. */
export interface Wallet {
  readonly name: string;
  readonly provider: WalletProvider;
}

/** Wallets shown, at most: whatever announces itself is a program of the browser's owner, and may do so again. */
const most = 10;

/** Finds wallets: `tell` gets all that are known so far, and again when there is one more. */
export function findWallets(tell: (wallets: readonly Wallet[]) => void): () => void {
  const found: Wallet[] = [];
  const add = (name: unknown, provider: unknown) => {
    if (!isProvider(provider) || found.length >= most) return;
    if (found.some((known) => known.provider === provider)) return;
    found.push({ name: typeof name === 'string' ? name : 'a wallet', provider });
    tell([...found]);
  };
  const hear = (event: Event) => {
    const { info, provider } = Object((event as CustomEvent<unknown>).detail);
    add(Object(info).name, provider);
  };
  addEventListener('eip6963:announceProvider', hear);
  dispatchEvent(new Event('eip6963:requestProvider'));
  if (found.length === 0) add('the wallet of this browser', Reflect.get(window, 'ethereum'));
  return () => removeEventListener('eip6963:announceProvider', hear);
}

const isProvider = (provider: unknown): provider is WalletProvider =>
  typeof Object(provider).request === 'function';

/** What is sent: gas and fees are the wallet's to fill in. */
export interface Sending {
  readonly to: Hex;
  readonly data: Hex;
  readonly value: Hex;
}

/** Has a wallet sign and send. It is asked for its account and whether it is on the chain of the page. @throws Error */
export async function sendByWallet({ provider }: Wallet, chainId: number, sending: Sending): Promise<Hex> {
  const accounts = await provider.request({ method: 'eth_requestAccounts' });
  const from: unknown = Array.isArray(accounts) ? accounts[0] : undefined;
  if (typeof from !== 'string') throw new Error('The wallet gave no account.');
  const wanted = `0x${chainId.toString(16)}`;
  if (Number(await provider.request({ method: 'eth_chainId' })) !== chainId)
    await provider.request({ method: 'wallet_switchEthereumChain', params: [{ chainId: wanted }] });
  if (Number(await provider.request({ method: 'eth_chainId' })) !== chainId)
    throw new Error(`The wallet is on another chain; switch it to ${chainId}.`);
  const hash = await provider.request({
    method: 'eth_sendTransaction',
    params: [{ ...sending, from, chainId: wanted }],
  });
  if (typeof hash !== 'string' || !/^0x[0-9a-f]{64}$/i.test(hash))
    throw new Error('The wallet gave no hash of a transaction.');
  return hash as Hex;
}
