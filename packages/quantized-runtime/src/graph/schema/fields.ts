import { LIMITS } from '../limits.ts';
import type { Padding } from '../node.ts';
import {
  type Field,
  integerField,
  listField,
  nullableField,
  pairField,
  realField,
  rolesField,
  textField,
} from './field.ts';

/** Fields that several operators have. */

/** What tensors are called in memory and in an origin (rule F13); a model's bytes know them by number. */
export const tensorNameField = textField(LIMITS.nameLength, /^[A-Za-z0-9_./-]+$/);

/** A size, a stride, a number of repetitions ... */
export const size = integerField(1, LIMITS.elements);
export const sizes = listField(size, LIMITS.rank);

export const axis = integerField(0, LIMITS.rank - 1);

/** A distance of either sign. */
export const offset = integerField(-LIMITS.elements, LIMITS.elements);

export const padding: Field<Padding> = listField(pairField(integerField(0, LIMITS.elements)), LIMITS.rank);
/** Padding whose cells may be cropped instead. */
export const cropping: Field<Padding> = listField(pairField(offset), LIMITS.rank);

const bound = nullableField(realField);
export const clamp = { min: bound, max: bound };

/** Roles of parameters. */
export const roles = <R extends string, O extends string>(required: readonly R[], optional: readonly O[]) =>
  rolesField(required, optional, tensorNameField);

export const requant = ['mult', 'shift'] as const;
