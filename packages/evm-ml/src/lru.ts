/** The entries used last, bounded by the sum of their weights and by their number. */
export class Lru<Key, Value> {
  /** In order of use, the latest last. */
  readonly #entries = new Map<Key, Value>();
  #weight = 0;

  constructor(
    readonly maxWeight: number,
    readonly maxEntries: number,
    readonly weigh: (key: Key, value: Value) => number,
  ) {}

  get size(): number {
    return this.#entries.size;
  }

  /** Sum over all entries. */
  get weight(): number {
    return this.#weight;
  }

  get(key: Key): Value | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  /** Keeps an entry, unless it alone is heavier than all may be; drops those that were not used longest. */
  set(key: Key, value: Value): void {
    this.#remove(key);
    const weight = this.weigh(key, value);
    if (weight > this.maxWeight) return;
    this.#entries.set(key, value);
    this.#weight += weight;
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= this.maxWeight && this.#entries.size <= this.maxEntries) break;
      this.#remove(oldest);
    }
  }

  #remove(key: Key): void {
    const value = this.#entries.get(key);
    if (value === undefined) return;
    this.#entries.delete(key);
    this.#weight -= this.weigh(key, value);
  }
}
