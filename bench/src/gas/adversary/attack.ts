/** Something that anybody can make a validator do, what it costs, and a function that does it once. */
export interface Attack {
  /** What it is about; the search keeps the worst of each kind. */
  readonly kind: string;
  /** Enough to build it again by hand. */
  readonly name: string;
  readonly gas: number;
  readonly run: () => unknown;
  /** Whether the processor's caches are emptied before each time, which is not counted. */
  readonly isCold: boolean;
}

/** Choices that a family of attacks makes, one after another, from a list of numbers in [0, 1). */
export class Choices {
  #next = 0;
  readonly #numbers: readonly number[];

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** In [0, 1). */
  uniform(): number {
    const value = this.#numbers[this.#next % this.#numbers.length]!;
    this.#next++;
    return value;
  }

  /** One of a list. */
  of<T>(list: readonly T[]): T {
    return list[Math.floor(this.uniform() * list.length)]!;
  }

  /** From least to most, on a logarithmic scale; every other time a power of two, which caches like least. */
  size(most: number, least = 1): number {
    const drawn = least * ((most + 1) / least) ** this.uniform();
    return this.uniform() < 0.5
      ? Math.min(most, Math.max(least, 2 ** Math.round(Math.log2(drawn))))
      : Math.min(most, Math.floor(drawn));
  }
}

/** Builds attacks of a kind from choices; `null` where they make no valid one. */
export interface AttackFamily {
  readonly name: string;
  create(choices: Choices): Attack | null | Promise<Attack | null>;
}
