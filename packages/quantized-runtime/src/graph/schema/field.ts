import { refuse } from '../refuse.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/**
 * What a field of a program may hold, in one value: how it is told from unknown data, written as bytes and read again.
 * `at` is a path for messages. `check` and `read` refuse with `BadProgram` what is not of the field's kind.
 */
export interface Field<T> {
  /** Its bytes in words, for the specification. */
  readonly says: string;
  check(value: unknown, at: string): T;
  write(value: T, to: ByteWriter): void;
  read(from: ByteReader, at: string): T;
}

export type Fields<T> = { readonly [K in keyof T]-?: Field<T[K]> };

function wrong(at: string, expected: string, given: unknown): never {
  const shown = JSON.stringify(given)?.slice(0, 60) ?? typeof given;
  return refuse('BadProgram', `${at} should be ${expected}, got ${shown}.`);
}

/** Powers of two as such, where they are large. */
function power(value: number): string {
  const bits = Math.abs(value).toString(2);
  if (bits.length <= 13) return String(value);
  if (/^10+$/.test(bits)) return `${value < 0 ? '-' : ''}2^${bits.length - 1}`;
  return value > 0 && /^1+$/.test(bits) ? `2^${bits.length} - 1` : String(value);
}

/** A field whose bytes are those of a simpler one: what is read is checked like what is given. */
function simple<T>(
  says: string,
  check: Field<T>['check'],
  write: Field<T>['write'],
  read: (from: ByteReader, at: string) => unknown,
): Field<T> {
  return { says, check, write, read: (from, at) => check(read(from, at), at) };
}

export const textField = (limit: number, pattern?: RegExp): Field<string> =>
  simple(
    `text of at most ${limit} characters`,
    (value, at) => {
      if (typeof value !== 'string' || value.length > limit)
        return wrong(at, `text of at most ${limit} characters`, value);
      if (pattern !== undefined && !pattern.test(value)) return wrong(at, `text like ${pattern}`, value);
      return /\p{Surrogate}/u.test(value) ? wrong(at, 'text without half characters', value) : value;
    },
    (value, to) => to.text(value),
    (from, at) => from.text(at),
  );

export function integerField(least: number, most: number): Field<number> {
  const check: Field<number>['check'] = (value, at) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? value + 0
      : wrong(at, `an integer from ${least} to ${most}`, value);
  const says = `${power(least)} to ${power(most)}`;
  return least < 0
    ? simple(
        says,
        check,
        (value, to) => to.integer(value),
        (from, at) => from.integer(at),
      )
    : simple(
        says,
        check,
        (value, to) => to.natural(value),
        (from, at) => from.natural(at),
      );
}

export const realField: Field<number> = simple(
  'real',
  (value, at) =>
    typeof value === 'number' && Number.isFinite(value) ? value : wrong(at, 'a finite number', value),
  (value, to) => to.real(value),
  (from, at) => from.real(at),
);

export const booleanField: Field<boolean> = simple(
  'truth value',
  (value, at) => (typeof value === 'boolean' ? value : wrong(at, 'true or false', value)),
  (value, to) => to.natural(Number(value)),
  (from, at) => [false, true][from.natural(at)],
);

/** One of some words, written as its place among them. */
export const choiceField = <const T extends string>(...choices: readonly T[]): Field<T> =>
  simple(
    `one of ${choices.join(', ')}`,
    (value, at) =>
      choices.find((choice) => choice === value) ?? wrong(at, `one of ${choices.join(', ')}`, value),
    (value, to) => to.natural(choices.indexOf(value)),
    (from, at) => choices[from.natural(at)],
  );

/** A word that follows from what was read before, and takes no bytes. */
export const literalField = <const T extends string>(word: T): Field<T> => ({
  says: word,
  check: (value, at) => (value === word ? word : wrong(at, word, value)),
  write: () => undefined,
  read: () => word,
});

/** Null as 0; anything else behind a 1. */
export const nullableField = <T>(field: Field<T>): Field<T | null> => ({
  says: `${field.says}, or null`,
  check: (value, at) => (value === null ? null : field.check(value, at)),
  write(value, to) {
    booleanField.write(value !== null, to);
    if (value !== null) field.write(value, to);
  },
  read: (from, at) => (booleanField.read(from, at) ? field.read(from, at) : null),
});

export function listField<T>(field: Field<T>, most: number, least = 0): Field<readonly T[]> {
  const expectCount = (count: number, at: string, given: unknown) => {
    if (count > most || count < least) wrong(at, `a list of ${least} to ${most} items`, given);
  };
  return {
    says: `list of ${least > 0 ? `${least} to ` : 'at most '}${power(most)}: ${field.says}`,
    check(value, at) {
      if (!Array.isArray(value)) return wrong(at, `a list of ${least} to ${most} items`, value);
      expectCount(value.length, at, value);
      return value.map((item: unknown, index) => field.check(item, `${at}[${index}]`));
    },
    write(value, to) {
      to.natural(value.length);
      for (const item of value) field.write(item, to);
    },
    read(from, at) {
      const count = from.count(at);
      expectCount(count, at, count);
      return Array.from({ length: count }, (_, index) => field.read(from, `${at}[${index}]`));
    },
  };
}

export const pairField = <T>(field: Field<T>): Field<readonly [T, T]> => ({
  says: `pair: ${field.says}`,
  check(value, at) {
    const list = listField(field, 2, 2).check(value, at);
    return [list[0]!, list[1]!];
  },
  write(value, to) {
    for (const item of value) field.write(item, to);
  },
  read: (from, at) => [field.read(from, `${at}[0]`), field.read(from, `${at}[1]`)],
});

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function checkRecord(value: unknown, at: string): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : wrong(at, 'an object', value);
}

/** An object with exactly these fields, written in their order. */
export function objectField<T>(fields: Fields<T>): Field<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  const collect = (fieldOf: (name: keyof T & string) => unknown): T => {
    const result: Record<string, unknown> = {};
    for (const name of names) result[name] = fieldOf(name);
    // Every field came from the field of its own type.
    return result as T;
  };
  return {
    says: names.map((name) => `${name} (${fields[name].says})`).join(', '),
    check(value, at) {
      const record = checkRecord(value, at);
      for (const name of Object.keys(record)) {
        if (!Object.hasOwn(fields, name))
          return refuse('BadProgram', `${at} has an unknown field "${name.slice(0, 60)}".`);
      }
      return collect((name) => {
        if (!Object.hasOwn(record, name)) return refuse('BadProgram', `${at} lacks the field "${name}".`);
        return fields[name].check(record[name], `${at}.${name}`);
      });
    },
    write(value, to) {
      for (const name of names) fields[name].write(value[name], to);
    },
    read: (from, at) => collect((name) => fields[name].read(from, `${at}.${name}`)),
  };
}

type Roles<R extends string, O extends string> = { readonly [K in R]: string } & {
  readonly [K in O]?: string;
};

/**
 * Tensor names by role: the roles in `required` must, those in `optional` may be there. Written as a natural with a bit
 * for each optional role, the first the lowest, then the tensors in the order of the roles.
 */
export function rolesField<R extends string, O extends string>(
  required: readonly R[],
  optional: readonly O[],
  name: Field<string>,
): Field<Roles<R, O>> {
  const isKnown = (role: string) => [...required, ...optional].some((known) => known === role);
  // The roles were looked at one by one.
  const typed = (roles: Record<string, string>) => roles as Roles<R, O>;
  return {
    says: `tensors ${[...required, ...optional.map((role) => `[${role}]`)].join(', ')}`,
    check(value, at) {
      const record = checkRecord(value, at);
      const result: Record<string, string> = {};
      for (const role of Object.keys(record)) {
        if (!isKnown(role)) return refuse('BadProgram', `${at} has an unknown role "${role.slice(0, 60)}".`);
        result[role] = name.check(record[role], `${at}.${role}`);
      }
      for (const role of required) {
        if (!Object.hasOwn(record, role)) return refuse('BadProgram', `${at} lacks "${role}".`);
      }
      return typed(result);
    },
    write(value, to) {
      const given: Readonly<Record<string, string>> = value;
      const present = optional.filter((role) => Object.hasOwn(given, role));
      to.natural(present.reduce((bits, role) => bits | (1 << optional.indexOf(role)), 0));
      for (const role of [...required, ...present]) to.tensor(given[role]!);
    },
    read(from, at) {
      const bits = from.natural(at);
      if (bits >= 1 << optional.length) return refuse('BadProgram', `${at} has unknown roles.`);
      const present = optional.filter((_, index) => (bits >> index) % 2 === 1);
      return typed(
        Object.fromEntries([...required, ...present].map((role) => [role, from.tensor(`${at}.${role}`)])),
      );
    },
  };
}
