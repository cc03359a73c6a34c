import fc from 'fast-check';

const WORD = 32;

/** Words that offsets, lengths and numbers go wrong at. */
const hostileWord = fc.oneof(
  fc.constantFrom(
    ...[0n, 1n, 2n, 3n, 4n, 5n, 31n, 32n, 33n, 63n, 64n, 65n, 96n, 128n, 255n, 256n],
    ...[2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 32n, 2n ** 64n, 2n ** 224n],
    ...[2n ** 255n - 1n, 2n ** 255n, 2n ** 256n - 32n, 2n ** 256n - 1n],
  ),
  fc.bigInt({ min: 0n, max: 700n }),
  fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
);

type Change = (data: Uint8Array) => Uint8Array;

const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

const wordBytes = (word: bigint): Uint8Array => Buffer.from(word.toString(16).padStart(2 * WORD, '0'), 'hex');

/** Puts bytes over what stands at a position behind the selector, counted in words of the data. */
const over = (data: Uint8Array, part: Uint8Array, index: number): Uint8Array => {
  const at = 4 + (index % Math.max(1, Math.ceil((data.length - 4) / WORD))) * WORD;
  const out = data.slice();
  out.set(part.subarray(0, Math.max(0, out.length - at)), Math.min(at, out.length));
  return out;
};

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(hostileWord, fc.nat(40)).map(
    ([word, index]): Change =>
      (data) =>
        over(data, wordBytes(word), index),
  ),
  fc.tuple(fc.nat(255), fc.nat(2_000)).map(([byte, at]): Change => {
    return (data) => data.map((old, index) => (index === at % Math.max(1, data.length) ? byte : old));
  }),
  fc.nat(70).map(
    (cut): Change =>
      (data) =>
        data.slice(0, Math.max(0, data.length - cut)),
  ),
  fc.uint8Array({ maxLength: 70 }).map(
    (tail): Change =>
      (data) =>
        joined(data, tail),
  ),
  fc.tuple(fc.nat(6), fc.nat(3)).map(
    ([index, gap]): Change =>
      (data) =>
        joined(data.slice(0, 4 + index * WORD), new Uint8Array(gap * WORD), data.slice(4 + index * WORD)),
  ),
);

/** Calldata that was well-formed once: up to three words, bytes or lengths of it are not what they were. */
export const hostileCalldata = (wellFormed: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(wellFormed, fc.array(change, { maxLength: 3 }))
    .map(([data, changes]) => changes.reduce((changed, apply) => apply(changed), data));
