/**
 * What waits, by caller: callers take turns, and what one asks is served in its order. A caller that asks for much
 * waits for itself.
 */
export class FairQueue<Item> {
  /** In the order of turns: who was served last is last. */
  private readonly waiting = new Map<string, Item[]>();
  private count = 0;

  /**
   * @param most how much may wait
   * @param mostOfOne how much of one caller may
   */
  constructor(
    private readonly most: number,
    private readonly mostOfOne: number,
  ) {}

  get size(): number {
    return this.count;
  }

  /** Takes an item in; false if there is no room for it. */
  add(caller: string, item: Item): boolean {
    const own = this.waiting.get(caller) ?? [];
    if (this.count >= this.most || own.length >= this.mostOfOne) return false;
    own.push(item);
    this.waiting.set(caller, own);
    this.count++;
    return true;
  }

  /** Takes out what is next in turn; `undefined` when nothing waits. */
  next(): Item | undefined {
    const [first] = this.waiting;
    if (!first) return undefined;
    const [caller, own] = first;
    const item = own.shift();
    this.waiting.delete(caller);
    if (own.length > 0) this.waiting.set(caller, own);
    this.count--;
    return item;
  }
}
