/** The name and the version of a reference such as `acme.cellar.grader@2`; undefined for an id. */
export function nameOf(
  reference: string,
): { readonly name: string; readonly version: number | undefined } | undefined {
  if (/^0x[0-9a-f]{64}$/.test(reference)) return undefined;
  const [name = '', version] = reference.split('@');
  return { name, version: version !== undefined && /^\d{1,9}$/.test(version) ? Number(version) : undefined };
}
