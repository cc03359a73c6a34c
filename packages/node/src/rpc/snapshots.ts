/** Where a development chain can go back to. */
export interface Snapshot {
  block: bigint;
  /** What the clock showed: it goes on from there. */
  time: bigint;
}

/** Snapshots by number. Going back to one forgets it and all later ones. */
export class Snapshots {
  private readonly taken = new Map<number, Snapshot>();
  private next = 1;

  take(snapshot: Snapshot): number {
    this.taken.set(this.next, snapshot);
    return this.next++;
  }

  clear(): void {
    this.taken.clear();
  }

  restore(id: number): Snapshot | undefined {
    const snapshot = this.taken.get(id);
    if (!snapshot) return undefined;
    for (const later of [...this.taken.keys()]) if (later >= id) this.taken.delete(later);
    return snapshot;
  }
}
