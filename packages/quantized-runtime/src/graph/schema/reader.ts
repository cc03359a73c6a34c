import { refuse } from '../refuse.ts';

/** Turns unknown JSON into a typed value, or refuses with `BadProgram`. `at` is a path for the message. */
export type Read<T> = (json: unknown, at: string) => T;

export type Fields<T> = { readonly [K in keyof T]-?: Read<T[K]> };

function wrong(at: string, expected: string, given: unknown): never {
  const shown = JSON.stringify(given)?.slice(0, 60) ?? typeof given;
  return refuse('BadProgram', `${at} should be ${expected}, got ${shown}.`);
}

export const readText =
  (limit: number, pattern?: RegExp): Read<string> =>
  (json, at) => {
    if (typeof json !== 'string' || json.length > limit)
      return wrong(at, `text of at most ${limit} characters`, json);
    if (pattern !== undefined && !pattern.test(json)) return wrong(at, `text like ${pattern}`, json);
    return json;
  };

export const readInteger =
  (least: number, most: number): Read<number> =>
  (json, at) =>
    typeof json === 'number' && Number.isInteger(json) && json >= least && json <= most
      ? json
      : wrong(at, `an integer from ${least} to ${most}`, json);

export const readReal: Read<number> = (json, at) =>
  typeof json === 'number' && Number.isFinite(json) ? json : wrong(at, 'a finite number', json);

export const readBoolean: Read<boolean> = (json, at) =>
  typeof json === 'boolean' ? json : wrong(at, 'true or false', json);

export const readOneOf =
  <const T extends string>(...choices: readonly T[]): Read<T> =>
  (json, at) =>
    choices.find((choice) => choice === json) ?? wrong(at, `one of ${choices.join(', ')}`, json);

export const readNullable =
  <T>(read: Read<T>): Read<T | null> =>
  (json, at) =>
    json === null ? null : read(json, at);

export const readList =
  <T>(read: Read<T>, most: number, least = 0): Read<readonly T[]> =>
  (json, at) => {
    if (!Array.isArray(json) || json.length > most || json.length < least) {
      return wrong(at, `a list of ${least} to ${most} items`, json);
    }
    return json.map((item: unknown, index) => read(item, `${at}[${index}]`));
  };

export const readPair =
  <T>(read: Read<T>): Read<readonly [T, T]> =>
  (json, at) => {
    const list = readList(read, 2, 2)(json, at);
    return [list[0]!, list[1]!];
  };

function isRecord(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

export const readRecord: Read<Readonly<Record<string, unknown>>> = (json, at) =>
  isRecord(json) ? json : wrong(at, 'an object', json);

/** An object with exactly these fields. */
export const readObject =
  <T>(fields: Fields<T>): Read<T> =>
  (json, at) => {
    const record = readRecord(json, at);
    const names = Object.keys(fields);
    for (const name of Object.keys(record)) {
      if (!Object.hasOwn(fields, name))
        return refuse('BadProgram', `${at} has an unknown field "${name.slice(0, 60)}".`);
    }
    const result: Record<string, unknown> = {};
    for (const name of names) {
      if (!Object.hasOwn(record, name)) return refuse('BadProgram', `${at} lacks the field "${name}".`);
      result[name] = fields[name as keyof T](record[name], `${at}.${name}`);
    }
    // Every field was read by the reader of its own type.
    return result as T;
  };

/** Tensor names by role: the roles in `required` must, those in `optional` may be there. */
export const readRoles =
  <R extends string, O extends string>(
    required: readonly R[],
    optional: readonly O[],
    name: Read<string>,
  ): Read<{ readonly [K in R]: string } & { readonly [K in O]?: string }> =>
  (json, at) => {
    const record = readRecord(json, at);
    const result: Record<string, string> = {};
    for (const role of Object.keys(record)) {
      if (![...required, ...optional].some((known) => known === role)) {
        return refuse('BadProgram', `${at} has an unknown role "${role.slice(0, 60)}".`);
      }
      result[role] = name(record[role], `${at}.${role}`);
    }
    for (const role of required) {
      if (!Object.hasOwn(record, role)) return refuse('BadProgram', `${at} lacks "${role}".`);
    }
    return result as { readonly [K in R]: string } & { readonly [K in O]?: string };
  };
