const word = new Int32Array(2);
const number = new Float64Array(word.buffer);

/**
 * 2^exponent for -1022 <= exponent <= 1023, made from its bits: ECMAScript lets engines approximate `**`.
 */
export function powerOfTwo(exponent: number): number {
  word[0] = 0;
  word[1] = (exponent + 1023) << 20;
  return number[0]!;
}
