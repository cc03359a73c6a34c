/** Numbers of a row: with commas, semicolons, tabs or spaces between them. One sentence for what is none. */
export function parseNumbers(
  text: string,
): { readonly numbers: readonly number[] } | { readonly error: string } {
  const parts = text.split(/[\s,;[\]]+/).filter((part) => part !== '');
  const numbers = parts.map(Number);
  const wrong = numbers.findIndex((number) => !Number.isFinite(number));
  if (wrong >= 0) return { error: `“${parts[wrong]!.slice(0, 40)}” is no number.` };
  return { numbers };
}
