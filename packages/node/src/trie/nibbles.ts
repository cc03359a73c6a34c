/** Half a byte of a key, 0 to 15; `index` counts from its first. */
export const nibbleAt = (key: Uint8Array, index: number): number =>
  (index & 1) === 0 ? key[index >> 1]! >> 4 : key[index >> 1]! & 15;

/** The nibbles of a key from `from` on, one a byte. */
export function nibblesOf(key: Uint8Array, from = 0, to = 2 * key.length): Uint8Array {
  const nibbles = new Uint8Array(to - from);
  for (let index = from; index < to; index++) nibbles[index - from] = nibbleAt(key, index);
  return nibbles;
}

/** How many nibbles two keys share from `from` on. */
export function sharedNibbles(a: Uint8Array, b: Uint8Array, from: number): number {
  const end = 2 * Math.min(a.length, b.length);
  let index = from;
  while (index < end && nibbleAt(a, index) === nibbleAt(b, index)) index++;
  return index - from;
}

/** True if the nibbles of a key from `from` on begin with these. */
export function beginsWith(key: Uint8Array, from: number, nibbles: Uint8Array): boolean {
  if (from + nibbles.length > 2 * key.length) return false;
  for (let index = 0; index < nibbles.length; index++)
    if (nibbleAt(key, from + index) !== nibbles[index]) return false;
  return true;
}

/** Order of keys by their bytes. */
export function compareKeys(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = a[index]! - b[index]!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** A way from the root, as a key of maps and of the database: its length, then two nibbles a byte. */
export function packPath(nibbles: Uint8Array): Uint8Array {
  const packed = new Uint8Array(1 + ((nibbles.length + 1) >> 1));
  packed[0] = nibbles.length;
  for (let index = 0; index < nibbles.length; index++)
    packed[1 + (index >> 1)]! |= (index & 1) === 0 ? nibbles[index]! << 4 : nibbles[index]!;
  return packed;
}

/** A way and one or more steps further. */
export function extendPath(path: Uint8Array, prefix: Uint8Array, nibble: number): Uint8Array {
  const extended = new Uint8Array(path.length + prefix.length + 1);
  extended.set(path);
  extended.set(prefix, path.length);
  extended[path.length + prefix.length] = nibble;
  return extended;
}
