/** Licences (SPDX) under which a part may come with software under Apache-2.0. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MPL-2.0',
  'Unlicense',
]);

/** Packages that name no SPDX licence, with the one that their text is. */
const READ = new Map([
  // Permissive: copies keep the notice, changes are marked.
  ['h5wasm', 'NIST-Software'],
]);

/** True for an allowed licence, for a choice with one, and for several that all are. */
export function isAllowed(expression) {
  const plain = expression.replace(/^\((.*)\)$/, '$1');
  if (plain.includes(' OR ')) return plain.split(' OR ').some(isAllowed);
  if (plain.includes(' AND ')) return plain.split(' AND ').every(isAllowed);
  return ALLOWED.has(plain);
}

/** Sorts what `pnpm licenses list --json` says: pairs of a licence and the names under it. */
export function parseLicences(listed) {
  const rows = Object.entries(listed).flatMap(([licence, packages]) =>
    packages.map(({ name }) => ({ name, licence: READ.get(name) ?? licence, read: READ.has(name) })),
  );
  const grouped = (kept) => {
    const names = new Map();
    for (const { name, licence } of rows.filter(kept)) {
      names.set(licence, (names.get(licence) ?? new Set()).add(name));
    }
    return [...names].map(([licence, found]) => [licence, [...found].sort()]);
  };
  const good = ({ licence, read }) => read || isAllowed(licence);
  return { allowed: grouped(good), refused: grouped((row) => !good(row)) };
}
