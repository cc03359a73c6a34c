import { z } from 'zod';
import * as result from '../../results/index.ts';
import { quantity } from '../../schema.ts';

/** A number as tools send it: a quantity, or a plain JSON number. */
export const number = z.union([
  quantity,
  z.number().int().nonnegative().transform(BigInt),
  z.string().regex(/^\d+$/).transform(BigInt),
]);

/** What a method answers that only does something. */
export const done = result.boolean;
