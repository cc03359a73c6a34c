import { z } from 'zod';
import type { Hex } from '../hex.ts';
import { named } from '../named.ts';

/** Text is let in and `Hex` comes out: the pattern has proven it. */
const hexOf = (digits: string) => z.string().regex(new RegExp(`^0x${digits}$`)) as z.ZodType<Hex, string>;

export const quantity = named(
  'Quantity',
  'A number: 0x and hexadecimal digits without leading zeros; 0x0 for zero.',
  hexOf('(0|[1-9a-f][0-9a-f]*)'),
);
export const bytes = named('Data', 'Bytes: 0x and two hexadecimal digits for each.', hexOf('([0-9a-f]{2})*'));
export const address = named('Address', '20 bytes, lower case.', hexOf('[0-9a-f]{40}'));
export const hash = named('Hash', '32 bytes.', hexOf('[0-9a-f]{64}'));
export const bloom = named(
  'Bloom',
  'Bloom filter over addresses and topics, 256 bytes.',
  hexOf('[0-9a-f]{512}'),
);
export const eightBytes = hexOf('[0-9a-f]{16}');
/** An address with EIP-55's mixed case, as keys of pool listings. */
export const checksummedAddress = hexOf('[0-9a-fA-F]{40}');

export const text = z.string();
export const boolean = z.boolean();
export const nothing = z.null();
export const integer = z.number().int();
