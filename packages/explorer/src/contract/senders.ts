import { useEffect, useState } from 'preact/hooks';
import type { Client, Hex } from 'viem';
import { getChainId } from 'viem/actions';
import { shortenHex, shortenText, showText } from '../format/shorten.ts';
import { findWallets, type Sending, sendByWallet, type Wallet } from '../node/wallets.ts';

/** Who can send a transaction from this page. */
export interface Sender {
  readonly name: string;
  send(sending: Sending): Promise<Hex>;
}

/** Accounts of the node, at most. */
const mostAccounts = 20;

/**
 * Wallets of this browser, and accounts that the node signs for: those of a development chain. Undefined until the node
 * has answered.
 */
export function useSenders(client: Client): readonly Sender[] | undefined {
  const [wallets, setWallets] = useState<readonly Wallet[]>([]);
  const [accounts, setAccounts] = useState<readonly Hex[]>();
  useEffect(() => findWallets(setWallets), []);
  useEffect(() => {
    let isGone = false;
    client
      .request<{ Parameters: unknown; ReturnType: readonly Hex[] }>({ method: 'eth_accounts', params: [] })
      .then(
        (found) => !isGone && setAccounts(found.slice(0, mostAccounts)),
        () => !isGone && setAccounts([]),
      );
    return () => {
      isGone = true;
    };
  }, [client]);
  if (!accounts) return undefined;
  return [
    ...wallets.map((wallet) => ({
      name: shortenText(showText(wallet.name), 40),
      send: async (sending: Sending) => sendByWallet(wallet, await getChainId(client), sending),
    })),
    ...accounts.map((from) => ({
      name: `${shortenHex(from)}, by the node`,
      send: (sending: Sending) =>
        client.request<{ Parameters: unknown; ReturnType: Hex }>(
          { method: 'eth_sendTransaction', params: [{ ...sending, from }] },
          { retryCount: 0 },
        ),
    })),
  ];
}
