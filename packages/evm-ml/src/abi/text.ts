const LATIN1 = new TextDecoder('latin1');
const UTF8 = new TextEncoder();

/** One character a byte: ASCII stays ASCII, and every other byte becomes a character that is none. */
export function latin1(bytes: Uint8Array): string {
  return LATIN1.decode(bytes);
}

/** The bytes of a text. */
export function utf8(text: string): Uint8Array {
  return UTF8.encode(text);
}
