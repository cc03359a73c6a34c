import { LIMITS } from '../limits.ts';
import type { Padding } from '../node.ts';
import {
  type Field,
  readInteger,
  readList,
  readNullable,
  readPair,
  readReal,
  readRoles,
  readText,
} from './reader.ts';

/** Fields that several operators have. */

/** What tensors are called in memory and in an origin (rule F13); a model's bytes know them by number. */
export const readTensorName = readText(LIMITS.nameLength, /^[A-Za-z0-9_./-]+$/);

/** A size, a stride, a number of repetitions ... */
export const size = readInteger(1, LIMITS.elements);
export const sizes = readList(size, LIMITS.rank);

export const axis = readInteger(0, LIMITS.rank - 1);

/** A distance of either sign. */
export const offset = readInteger(-LIMITS.elements, LIMITS.elements);

export const padding: Field<Padding> = readList(readPair(readInteger(0, LIMITS.elements)), LIMITS.rank);
/** Padding whose cells may be cropped instead. */
export const cropping: Field<Padding> = readList(readPair(offset), LIMITS.rank);

const bound = readNullable(readReal);
export const clamp = { min: bound, max: bound };

/** Roles of parameters. */
export const roles = <R extends string, O extends string>(required: readonly R[], optional: readonly O[]) =>
  readRoles(required, optional, readTensorName);

export const requant = ['mult', 'shift'] as const;
