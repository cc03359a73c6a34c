/** What is under a short name, under `namespace_name`. */
export type InNamespace<Namespace extends string, Table> = {
  readonly [Name in keyof Table & string as `${Namespace}_${Name}`]: Table[Name];
};

/** Puts a table of methods, or of what serves them, into a namespace. */
export const inNamespace = <Namespace extends string, Table extends Readonly<Record<string, unknown>>>(
  namespace: Namespace,
  table: Table,
): InNamespace<Namespace, Table> =>
  Object.fromEntries(
    Object.entries(table).map(([name, each]) => [`${namespace}_${name}`, each]),
  ) as InNamespace<Namespace, Table>;
