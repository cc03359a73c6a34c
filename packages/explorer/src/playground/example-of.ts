import type { ModelSummary } from '../workers/model-summary.ts';

/** Numbers that a model takes: for each of its inputs what lies in the middle of the range that it holds. */
export function exampleOf({ inputs }: Pick<ModelSummary, 'inputs'>): number[] {
  return inputs.flatMap(({ shape, kind, low, high }) => {
    const count = shape.reduce((product, side) => product * side, 1);
    if (kind !== 'real' || low.length === 0) return new Array<number>(count).fill(0);
    return Array.from({ length: count }, (_, index) => {
      const feature = index % low.length;
      return (low[feature]! + high[feature]!) / 2;
    });
  });
}
