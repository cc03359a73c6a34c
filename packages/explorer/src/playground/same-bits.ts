import type { ModelOutput } from '../workers/model-summary.ts';

/** How many numbers or bytes of two answers differ; answers of other lengths or kinds differ in all. */
export function countDifferences(one: ModelOutput, other: ModelOutput): number {
  const isSameKind = one instanceof Uint8Array === other instanceof Uint8Array;
  if (!isSameKind || one.length !== other.length) return Math.max(one.length, other.length, 1);
  let differences = 0;
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) differences++;
  return differences;
}
