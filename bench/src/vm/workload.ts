import { readFileSync } from 'node:fs';
import { createUpload, layoutOf, PREDICT_ADDRESS, predictAbi, registerTransaction } from '@evm-ml/evm';
import { encodeNetwork, importKeras, quantize } from '@evm-ml/quantized-runtime/workshop';
import { encodeFunctionData, type Hex, hexToBytes, parseUnits } from 'viem';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';

const NAME = 'acme.cellar.grader';
const FEES = { maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 0n, type: 'eip1559' } as const;

/** Signs what each sender sends, with nonces in order. */
export class Senders {
  readonly accounts: readonly PrivateKeyAccount[];
  private readonly nonces: number[];

  constructor(
    keys: readonly Hex[],
    private readonly chainId: number,
  ) {
    this.accounts = keys.map((key) => privateKeyToAccount(key));
    this.nonces = keys.map(() => 0);
  }

  /** One signed transaction of sender `index`. */
  async sign(
    index: number,
    to: Hex,
    gas: bigint,
    { data = '0x', value = 0n }: { data?: Hex; value?: bigint } = {},
  ) {
    const account = this.accounts[index];
    const nonce = this.nonces[index];
    if (account === undefined || nonce === undefined) throw new RangeError(`there is no sender ${index}`);
    this.nonces[index] = nonce + 1;
    return hexToBytes(
      await account.signTransaction({ chainId: this.chainId, nonce, to, gas, data, value, ...FEES }),
    );
  }
}

/** Transfers of 1 wei to addresses that are new each time: the dearest kind for a state trie. */
export async function signTransfers(senders: Senders, count: number, seed: number): Promise<Uint8Array[]> {
  const transactions: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const to: Hex = `0x${(BigInt(seed) * 2n ** 32n + BigInt(i) + 2n ** 159n).toString(16).padStart(40, '0')}`;
    transactions.push(await senders.sign(i % senders.accounts.length, to, 21_000n, { value: 1n }));
  }
  return transactions;
}

/** The transactions that bring the wine network on chain, in order. */
export async function signWineDeployment(senders: Senders): Promise<Uint8Array[]> {
  const model = new URL('../../../examples/wine-cellar/model/', import.meta.url);
  const samples = Float32Array.from(wineRows('train.csv').flat());
  const network = await importKeras(readFileSync(new URL('wine.keras', model)));
  const artefact = encodeNetwork((await quantize(network, [samples], { profile: 'a16' })).network);
  const pending = [
    ...createUpload(artefact).transactions,
    registerTransaction(NAME, layoutOf(artefact).modelId),
  ];
  const transactions: Uint8Array[] = [];
  for (const { to, data, gas } of pending) transactions.push(await senders.sign(0, to, gas, { data }));
  return transactions;
}

/** Transactions that each have one wine graded. */
export async function signPredictions(senders: Senders, count: number): Promise<Uint8Array[]> {
  const lots = wineRows('train.csv');
  const transactions: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const input = (lots[i % lots.length] ?? []).map((x) => parseUnits(String(x), 18));
    const data = encodeFunctionData({ abi: predictAbi, functionName: 'predict', args: [NAME, input] });
    transactions.push(await senders.sign(i % senders.accounts.length, PREDICT_ADDRESS, 200_000n, { data }));
  }
  return transactions;
}

/** The 13 measurements of each lot. */
function wineRows(file: string): number[][] {
  const path = new URL(`../../../examples/wine-cellar/model/${file}`, import.meta.url);
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number))
    .filter((row) => row.every(Number.isFinite));
}
