/** A table's row; undefined where it has none. Names come from files: `constructor` is no row of any table. */
export function lookUp<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
