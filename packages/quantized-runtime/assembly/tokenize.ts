const END: u8 = 0xff;
const SPACE: u8 = 0x20;
const WHOLE: u32 = 0;
const WORDS: u32 = 1;

/** Whether the word from `word` to `end` comes before (-1), is (0) or comes behind (1) the text from `part` to `last`. */
@inline
function order(word: usize, end: usize, part: usize, last: usize): i32 {
  while (word < end && part < last) {
    const a = load<u8>(word++);
    const b = load<u8>(part++);
    if (a != b) return a < b ? -1 : 1;
  }
  return i32(word < end) - i32(part < last);
}

/** The token of the text from `part` to `last`: a binary search among `words` words, whose places `begins` holds. */
@inline
function look(part: usize, last: usize, begins: usize, words: u32, ids: usize, unknown: i32): i32 {
  let low: u32 = 0;
  let high = words;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = begins + (<usize>middle << 2);
    // END lies behind each word.
    const found = order(<usize>load<u32>(at), <usize>load<u32>(at, 4) - 1, part, last);
    if (found == 0) return load<i32>(ids + (<usize>middle << 2));
    if (found < 0) low = middle + 1;
    else high = middle;
  }
  return unknown;
}

/**
 * A text x u8 (length) becomes its first `count` tokens y i32, rule O8. `bytes` (256) says what each byte becomes;
 * `begins` u32 (words + 1) holds the addresses of the vocabulary's words, `ids` i32 (words) their tokens. `text`
 * (length) is overwritten.
 */
export function tokenize(
  fn: u32,
  x: usize,
  length: u32,
  bytes: usize,
  begins: usize,
  words: u32,
  ids: usize,
  unknown: i32,
  padding: i32,
  text: usize,
  y: usize,
  count: u32,
): void {
  let end = text;
  for (const last = x + <usize>length; x < last; x++) {
    const byte = load<u8>(x);
    if (byte == END) break;
    const kept = load<u8>(bytes + <usize>byte);
    store<u8>(end, kept);
    end += <usize>(kept != END);
  }
  const full = y + (<usize>count << 2);
  let at = text;
  while (y < full) {
    if (fn == WORDS) while (at < end && load<u8>(at) == SPACE) at++;
    if (at >= end) break;
    const part = at++;
    if (fn == WHOLE) at = end;
    else if (fn == WORDS) while (at < end && load<u8>(at) != SPACE) at++;
    else while (at < end && (load<u8>(at) & 0xc0) == 0x80) at++;
    store<i32>(y, look(part, at, begins, words, ids, unknown));
    y += 4;
  }
  for (; y < full; y += 4) store<i32>(y, padding);
}
