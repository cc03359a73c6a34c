/** `name`, or `name_1`, `name_2` ... where that is taken. */
export function uniqueName(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name;
  let count = 1;
  while (taken.includes(`${name}_${count}`)) count += 1;
  return `${name}_${count}`;
}
