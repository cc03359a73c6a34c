/**
 * Keeps the number of values that a label takes bounded: the first ones keep their name, all later ones are `other`.
 * A server of metrics stores a series for each value for ever.
 */
export function createLabelLimit(most: number): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= most) return 'other';
    known.add(value);
    return value;
  };
}
