import { readFileSync } from 'node:fs';
import { createUpload, layoutOf } from '@evm-ml/evm';
import { type Client, receiptOf } from '@evm-ml/example-story';
import type { Hex } from 'viem';

/** A file that tools/keras/governance/train.py wrote. */
export const modelFile = (name: string): Uint8Array =>
  readFileSync(new URL(`../model/${name}`, import.meta.url));

/** Versions of the judge: what is latest, what knows loops, too, and what has learnt the public rows by heart. */
export const VERSIONS = ['current', 'candidate', 'overfitted'] as const;
export type Version = (typeof VERSIONS)[number];

export const artefactOf = (version: Version) => ({
  model: modelFile(`${version}.evmml`),
  origin: modelFile(`${version}.evmml.origin`),
});

export const modelIdOf = (version: Version): Hex => layoutOf(artefactOf(version)).modelId;

/** Puts an artefact into the store without giving it a name. Gives the gas that it took. */
export async function sealArtefact(
  client: Client,
  artefact: { readonly model: Uint8Array; readonly origin?: Uint8Array },
  existing: ReadonlySet<Hex> = new Set(),
): Promise<bigint> {
  let used = 0n;
  for (const { to, data, gas } of createUpload(artefact, { existing }).transactions)
    used += (await receiptOf(client, await client.wallet.sendTransaction({ to, data, gas }))).gasUsed;
  return used;
}

/** A larger judge, and it with its last layer retrained, as tools/keras/governance/updates.py wrote them. */
export function largeModel(successor?: 'last'): Uint8Array {
  const bytes = Uint8Array.from(modelFile('large.evmml'));
  if (!successor) return bytes;
  const patch: [at: number, byte: number][] = JSON.parse(
    new TextDecoder().decode(modelFile(`large-${successor}.json`)),
  );
  for (const [at, byte] of patch) bytes[at] = byte;
  return bytes;
}
