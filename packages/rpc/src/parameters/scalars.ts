import { z } from 'zod';
import type { Hex } from '../hex.ts';
import { named } from '../named.ts';

const pattern = (regex: RegExp, message: string) => z.string(message).regex(regex, message);

/** `0x` and an even number of hexadecimal digits. */
export const data = named(
  'DataInput',
  'Bytes: 0x and two hexadecimal digits for each, in any case.',
  pattern(/^0x([0-9a-fA-F]{2})*$/, 'expected 0x and an even number of hexadecimal digits'),
).transform((text): Hex => text.toLowerCase() as Hex);

/** A number, `0x` and at least one hexadecimal digit. Leading zeros are let through: tools send them. */
export const quantity = named(
  'QuantityInput',
  'A number: 0x and 1 to 64 hexadecimal digits; leading zeros are let through.',
  pattern(/^0x[0-9a-fA-F]{1,64}$/, 'expected 0x and 1 to 64 hexadecimal digits'),
).transform((text) => BigInt(text));

/** A number of at most 64 bits, as gas and nonces are. */
export const uint64 = quantity.refine((value) => value < 2n ** 64n, 'expected a number of at most 64 bits');

/** An address, which comes out in lower case. */
export const address = named(
  'AddressInput',
  '20 bytes, in any case.',
  pattern(/^0x[0-9a-fA-F]{40}$/, 'expected an address: 0x and 40 hexadecimal digits'),
).transform((text): Hex => text.toLowerCase() as Hex);

export const hash = named(
  'HashInput',
  '32 bytes, in any case.',
  pattern(/^0x[0-9a-fA-F]{64}$/, 'expected 32 bytes: 0x and 64 hexadecimal digits'),
).transform((text): Hex => text.toLowerCase() as Hex);

/** A storage slot: 32 bytes, or a shorter number. */
export const slot = quantity;

/** A storage slot, and whether it was named by all its 32 bytes: answers name it as it was. */
export const namedSlot = pattern(
  /^0x[0-9a-fA-F]{1,64}$/,
  'expected a slot: 0x and 1 to 64 hexadecimal digits',
).transform((text) => ({ slot: BigInt(text), isWhole: text.length === 66 }));
