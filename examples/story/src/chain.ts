import { waitForReceipt } from '@evm-ml/evm/viem';
import type { RunningNode } from '@evm-ml/node';
import {
  type Address,
  type Chain,
  createPublicClient,
  createWalletClient,
  defineChain,
  type Hex,
  type HttpTransport,
  http,
  type PublicClient,
  type TransactionReceipt,
  type WalletClient,
} from 'viem';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import type { Contract } from './compile.ts';

/** One account of the chain, as an application sees it: over JSON-RPC. */
export interface Client {
  readonly account: PrivateKeyAccount;
  readonly public: PublicClient<HttpTransport, Chain>;
  readonly wallet: WalletClient<HttpTransport, Chain, PrivateKeyAccount>;
}

/** What a client needs of a chain. */
export type Access = Pick<RunningNode, 'url' | 'chainId' | 'accounts'>;

/** A client that signs as development account `index` of `node`. */
export function createClient(node: Access, index: number): Client {
  const { privateKey } = node.accounts[index]!;
  const chain = defineChain({
    id: node.chainId,
    name: 'evm-ml',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [node.url] } },
  });
  const transport = http(node.url, { timeout: 120_000 }); // Machines that are busy are slow, not broken.
  const account = privateKeyToAccount(privateKey);
  return {
    account,
    public: createPublicClient({ chain, transport, pollingInterval: 10 }),
    wallet: createWalletClient({ chain, transport, account, pollingInterval: 10 }),
  };
}

/** Deploys a contract and waits until it is there. */
export async function deployContract(
  client: Client,
  contract: Contract,
  args: unknown[] = [],
): Promise<Address> {
  const hash = await client.wallet.deployContract({ abi: contract.abi, bytecode: contract.bytecode, args });
  return contractOf(await receiptOf(client, hash));
}

/** Puts init code on chain as it is. */
export async function deployCode(client: Client, data: Hex): Promise<Address> {
  return contractOf(await receiptOf(client, await client.wallet.sendTransaction({ data })));
}

/** The receipt of a transaction that must succeed. */
export async function receiptOf(client: Client, hash: Hex): Promise<TransactionReceipt> {
  const receipt = await waitForReceipt(client.public, { hash });
  if (receipt.status !== 'success') throw new Error(`Transaction ${hash} was reverted.`);
  return receipt;
}

function contractOf({ contractAddress, transactionHash }: TransactionReceipt): Address {
  if (!contractAddress) throw new Error(`Transaction ${transactionHash} created no contract.`);
  return contractAddress;
}
