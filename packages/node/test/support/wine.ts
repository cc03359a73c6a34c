import { readFileSync } from 'node:fs';
import { mlWalletActions } from '@evm-ml/evm/viem';
import type { Artefact } from '@evm-ml/quantized-runtime';
import { encodeNetwork, importKeras, quantize } from '@evm-ml/quantized-runtime/workshop';
import { walletClient } from './clients.ts';

const model = (file: string) =>
  readFileSync(new URL(`../../../../examples/wine-cellar/model/${file}`, import.meta.url));

/** A committed table of the wine data, the 13 measurements of each lot. */
export const wineTable = (file: string): number[][] =>
  model(file)
    .toString()
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number).slice(0, 13));

/** wine.keras in profile a16. */
export async function wineArtefact(): Promise<Required<Artefact>> {
  const network = await importKeras(model('wine.keras'));
  const samples = Float32Array.from(wineTable('train.csv').flat());
  const quantized = await quantize(network, [samples], { profile: 'a16' });
  return encodeNetwork(quantized.network);
}

/** Brings it on chain under a name. */
export async function deployWine(url: string, name: string): Promise<void> {
  const { model: artefact, origin } = await wineArtefact();
  await walletClient(url).extend(mlWalletActions()).deployModel({ artefact, origin, name });
}
