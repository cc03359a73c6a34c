/** Where each map's oldest entry is. */
const cursors = new WeakMap<object, Iterator<unknown>>();

/**
 * Deletes the entry of a map that was set first. A new iterator passes over all entries that were deleted since the map
 * last tidied itself, some ten thousand of a large one; an iterator that stays has passed them.
 * @param map whose oldest entries nothing else deletes in great numbers
 */
export function forgetOldest<Key>(map: Map<Key, unknown>): void {
  const key = next(map) ?? next(map);
  if (key) map.delete(key.value as Key);
}

/** The next key; undefined at the end, after which another iterator begins. */
function next(map: Map<unknown, unknown>): { readonly value: unknown } | undefined {
  const cursor = cursors.get(map) ?? map.keys();
  const { done, value } = cursor.next();
  if (done) cursors.delete(map);
  else cursors.set(map, cursor);
  return done ? undefined : { value };
}
