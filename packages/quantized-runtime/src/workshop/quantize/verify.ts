import { encodeNetwork } from '../../format/encode-network.ts';
import { importKeras } from '../import/import-keras.ts';
import type { ModelSource } from '../import/read/read-model.ts';
import { type QuantizeOptions, quantize } from './quantize.ts';

/** What re-quantizing gave. */
export interface Verification {
  /** True if the artefact is what this network, these samples and these options give, byte for byte. */
  readonly agrees: boolean;
  /** The place of the first byte that differs; null where all agree. */
  readonly firstDifference: number | null;
  /** The artefact as it should be. */
  readonly expected: Uint8Array;
}

/**
 * Quantizes a Keras network again and compares with an artefact. `samples` and `options` must be those that the
 * artefact was made with. Throws what importing and quantizing throw.
 */
export async function verify(
  model: ModelSource,
  samples: readonly Float32Array[] | undefined,
  artefact: Uint8Array,
  options: QuantizeOptions = {},
): Promise<Verification> {
  const { network } = await quantize(await importKeras(model), samples, options);
  const expected = encodeNetwork(network);
  const firstDifference = findDifference(expected, artefact);
  return { agrees: firstDifference === null, firstDifference, expected };
}

function findDifference(a: Uint8Array, b: Uint8Array): number | null {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) if (a[i] !== b[i]) return i;
  return a.length === b.length ? null : shorter;
}
