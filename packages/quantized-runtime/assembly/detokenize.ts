const END: u8 = 0xff;
const SPACE: u8 = 0x20;

/**
 * Tokens x i32 (count) become a text y u8 (length), rule O9. `begins` u32 (pieces + 1) holds the addresses of the pieces,
 * and where one more would begin. `spaced`: with a space between pieces.
 */
export function detokenize(
  spaced: bool,
  x: usize,
  count: u32,
  begins: usize,
  stop: i32,
  y: usize,
  length: u32,
): void {
  const full = y + <usize>length;
  let at = y;
  for (const last = x + (<usize>count << 2); x < last; x += 4) {
    const token = load<i32>(x);
    if (token == stop) break;
    const entry = begins + (<usize>token << 2);
    const piece = <usize>load<u32>(entry);
    const bytes = <usize>load<u32>(entry, 4) - piece;
    if (bytes == 0) continue;
    if (spaced && at > y) store<u8>(at++, SPACE);
    memory.copy(at, piece, bytes);
    at += bytes;
  }
  memory.fill(at, END, full - at);
}
