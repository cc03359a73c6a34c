import { readFileSync } from 'node:fs';
import { layoutOf } from '@evm-ml/evm';
import type { Hex } from 'viem';

/** A file that tools/keras/governance/train.py wrote. */
export const modelFile = (name: string): Uint8Array =>
  readFileSync(new URL(`../model/${name}`, import.meta.url));

/** Versions of the judge: what is latest, what knows loops, too, and what has learnt the public rows by heart. */
export const VERSIONS = ['current', 'candidate', 'overfitted'] as const;
export type Version = (typeof VERSIONS)[number];

export const artefactOf = (version: Version) => ({
  artefact: modelFile(`${version}.evmml`),
  origin: modelFile(`${version}.evmml.origin`),
});

export function modelIdOf(version: Version): Hex {
  const { artefact, origin } = artefactOf(version);
  return layoutOf({ model: artefact, origin }).modelId;
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
