import { z } from 'zod';
import { named } from '../named.ts';
import { quantity } from './scalars.ts';

/** A number as tools send it, below a bound. */
const numberBelow = (bound: bigint, expected: string) =>
  z
    .union(
      [
        quantity,
        z.number().int().nonnegative().transform(BigInt),
        // 256 bits have no more digits; reading many takes long.
        z
          .string()
          .regex(/^\d{1,78}$/)
          .transform(BigInt),
      ],
      'expected a whole number from 0 on: 0x and 1 to 64 hexadecimal digits, decimal digits, or a plain number',
    )
    .refine((value) => value < bound, expected);

export const number = named(
  'NumberInput',
  'A number of at most 256 bits: QuantityInput, decimal digits, or a plain number.',
  numberBelow(2n ** 256n, 'expected a number of at most 256 bits'),
);

/** Nonces (EIP-2681), and base fees as clients read them. */
export const number64 = named(
  'Number64Input',
  'NumberInput of at most 64 bits.',
  numberBelow(2n ** 64n, 'expected a number of at most 64 bits'),
);

export const gasLimit = named(
  'GasLimitInput',
  'NumberInput of at most 63 bits, as the gas limit of a block has (EIP-1985).',
  numberBelow(2n ** 63n, 'expected a gas limit of at most 63 bits (EIP-1985)'),
);

/** Seconds since 1970 that a block may be set to at most: all that is later is still told apart by programs that count in binary64. */
export const latestTime = 2n ** 48n - 1n;

export const seconds = named(
  'SecondsInput',
  `NumberInput of seconds, or of seconds since 1970; at most ${latestTime}.`,
  numberBelow(latestTime + 1n, `expected at most ${latestTime} seconds`),
);
