import { ImportError } from '../../errors.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Typed access to one JSON object of a Keras config. Every refusal names the object and the key. */
export class Config {
  constructor(
    readonly raw: JsonObject,
    /** What the object is, for messages: `layer "dense"`. */
    readonly where: string,
  ) {}

  static from(value: unknown, where: string): Config {
    if (!isObject(value)) {
      throw new ImportError('broken-config', `In the model's config, ${where} is not a JSON object.`);
    }
    return new Config(value, where);
  }

  /** The entry as it is: every other method reads through this one. */
  get(key: string): unknown {
    return Object.hasOwn(this.raw, key) ? this.raw[key] : undefined;
  }

  /** True when the key is present and not null. */
  has(key: string): boolean {
    const value = this.get(key);
    return value !== undefined && value !== null;
  }

  number(key: string, fallback?: number): number {
    return this.read(key, fallback, isNumber, 'a number');
  }

  int(key: string, fallback?: number): number {
    return this.read(key, fallback, isInteger, 'a whole number');
  }

  bool(key: string, fallback?: boolean): boolean {
    return this.read(key, fallback, isBoolean, 'true or false');
  }

  string(key: string, fallback?: string): string {
    return this.read(key, fallback, isString, 'a string');
  }

  list(key: string, fallback?: readonly unknown[]): readonly unknown[] {
    return this.read(key, fallback, isList, 'a list');
  }

  object(key: string): Config {
    return Config.from(this.get(key), `"${key}" of ${this.where}`);
  }

  /** A list of whole numbers. */
  ints(key: string, fallback?: readonly number[]): readonly number[] {
    return this.read(key, fallback, isIntegerList, 'a list of whole numbers');
  }

  /** One whole number, repeated, or a list of exactly `rank`. */
  intsOfRank(key: string, rank: number, fallback?: number): readonly number[] {
    const value = this.get(key) ?? fallback;
    if (isInteger(value)) return new Array<number>(rank).fill(value);
    const list = this.ints(key);
    if (list.length !== rank) {
      throw this.refuse(key, `${rank} whole numbers`);
    }
    return list;
  }

  /** One of a few words; anything else is refused by name. */
  choice<T extends string>(key: string, options: readonly T[], fallback?: T): T {
    const value = this.string(key, fallback);
    const found = options.find((option) => option === value);
    if (found !== undefined) return found;
    const known = options.map((option) => `"${option}"`).join(', ');
    throw new ImportError(
      'unsupported-setting',
      `"${key}" of ${this.where} is ${JSON.stringify(value)}: not supported; ${known} can be followed.`,
    );
  }

  /** The same object with these keys alone. */
  pick(keys: readonly string[]): Config {
    const kept = Object.entries(this.raw).filter(([key]) => keys.includes(key));
    return new Config(Object.fromEntries(kept), this.where);
  }

  refuse(key: string, expected: string): ImportError {
    const found = JSON.stringify(this.raw[key]) ?? 'nothing';
    return new ImportError(
      'broken-config',
      `"${key}" of ${this.where} should be ${expected}, found ${found.slice(0, 80)}.`,
    );
  }

  private read<T>(
    key: string,
    fallback: T | undefined,
    is: (value: unknown) => value is T,
    expected: string,
  ): T {
    const value = this.get(key) ?? fallback;
    if (!is(value)) throw this.refuse(key, expected);
    return value;
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isInteger = (value: unknown): value is number => Number.isSafeInteger(value);
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isString = (value: unknown): value is string => typeof value === 'string';
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isIntegerList = (value: unknown): value is readonly number[] => isList(value) && value.every(isInteger);
