import type { Artefact } from '../format/model-id.ts';
import { importKeras } from './import/import-keras.ts';
import type { ModelSource } from './import/read/read-model.ts';
import { encodeNetwork } from './origin/encode-network.ts';
import { type QuantizeOptions, quantize } from './quantize/quantize.ts';

/** What re-quantizing gave. */
export interface Verification {
  /** True if the artefact is what this network, these samples and these options give, byte for byte. */
  readonly agrees: boolean;
  /** The part that differs and the place of its first byte that does; null where all agree. */
  readonly firstDifference: { readonly part: 'model' | 'origin'; readonly byte: number } | null;
  /** The artefact as it should be. */
  readonly expected: Required<Artefact>;
}

/**
 * Quantizes a Keras network again and compares with an artefact. `samples` and `options` must be those that the
 * artefact was made with. An artefact without an origin is compared without it. Throws what importing and quantizing
 * throw.
 */
export async function verify(
  model: ModelSource,
  samples: readonly Float32Array[] | undefined,
  artefact: Artefact,
  options: QuantizeOptions = {},
): Promise<Verification> {
  const { network } = await quantize(await importKeras(model), samples, options);
  const expected = encodeNetwork(network);
  const firstDifference =
    findDifference('model', expected.model, artefact.model) ??
    (artefact.origin ? findDifference('origin', expected.origin, artefact.origin) : null);
  return { agrees: firstDifference === null, firstDifference, expected };
}

function findDifference(
  part: 'model' | 'origin',
  a: Uint8Array,
  b: Uint8Array,
): Verification['firstDifference'] {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) if (a[i] !== b[i]) return { part, byte: i };
  return a.length === b.length ? null : { part, byte: shorter };
}
