import { ArtefactError, encodeGraph } from '@evm-ml/quantized-runtime';
import { Choices } from '../gas/adversary/attack.ts';
import { HOSTILE_MODELS } from './hostile-models.ts';

/** Bytes of a hostile model, small enough to be uploaded; undefined for what the format cannot say. */
export function drawModel(
  uniform: () => number,
  mostBytes: number,
): { readonly name: string; readonly bytes: Uint8Array } | undefined {
  const choices = new Choices(Array.from({ length: 24 }, uniform));
  const { name, build } = choices.of(HOSTILE_MODELS);
  try {
    const bytes = encodeGraph(build(choices));
    return bytes.length > mostBytes ? undefined : { name, bytes };
  } catch (error) {
    if (error instanceof ArtefactError) return undefined;
    throw error;
  }
}
