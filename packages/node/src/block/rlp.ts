import { RLP } from '@ethereumjs/rlp';
import { bigIntToUnpaddedBytes, bytesToBigInt, concatBytes } from '@ethereumjs/util';

/** What RLP holds: bytes, or a list of such. */
export type Item = Uint8Array | Item[];

/** A number without leading zeros; 0 is empty. */
export const unsigned = bigIntToUnpaddedBytes;

export const decode = (encoded: Uint8Array): Item => RLP.decode(encoded) as Item;

/** Reads an item of a stored record as a list, as bytes or as a number; throws when it is something else. */
export const list = (item: Item | undefined): Item[] => {
  if (!Array.isArray(item)) throw new Error('expected a list in a stored record');
  return item;
};
export const bytes = (item: Item | undefined): Uint8Array => {
  if (!(item instanceof Uint8Array)) throw new Error('expected bytes in a stored record');
  return item;
};
export const number = (item: Item | undefined): bigint => bytesToBigInt(bytes(item));

/** Offset of a list's first byte, and the longest content whose length lies in that byte. */
const listOffset = 0xc0;
const shortList = 55;

/** A list whose items are encoded already. */
export function encodeList(items: readonly Uint8Array[]): Uint8Array {
  const length = items.reduce((sum, item) => sum + item.length, 0);
  if (length <= shortList) return concatBytes(Uint8Array.of(listOffset + length), ...items);
  const digits = unsigned(BigInt(length));
  return concatBytes(Uint8Array.of(listOffset + shortList + digits.length), digits, ...items);
}
