/** Gives the best of what is in it first: a binary heap. */
export class PriorityQueue<T> {
  private readonly heap: T[] = [];

  /** @param compare negative where the first is the better one; no two are equally good */
  constructor(
    items: Iterable<T>,
    private readonly compare: (a: T, b: T) => number,
  ) {
    for (const item of items) this.add(item);
  }

  add(item: T): void {
    const { heap } = this;
    let at = heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (this.compare(heap[above]!, item) <= 0) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = item;
  }

  /** Takes the best one out; undefined when it is empty. */
  take(): T | undefined {
    const { heap } = this;
    const [best] = heap;
    const last = heap.pop();
    if (heap.length === 0 || last === undefined) return best;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && this.compare(heap[below + 1]!, heap[below]!) < 0) below++;
      if (this.compare(last, heap[below]!) <= 0) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
    return best;
  }
}
