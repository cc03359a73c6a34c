/** How many numbers of two answers differ; answers of other lengths differ in all. */
export function countDifferences(one: readonly bigint[], other: readonly bigint[]): number {
  if (one.length !== other.length) return Math.max(one.length, other.length);
  return one.filter((value, index) => value !== other[index]).length;
}
