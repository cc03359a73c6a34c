/** What is sent in a phase. */
export type Kind = 'transfers' | 'predictions';

/** Something that puts what is sent in an order that stays. */
export interface Subject {
  readonly name: string;
  readonly says: string;
  /** What can be sent to it. */
  readonly kinds: readonly Kind[];
  /** All its processes that were started by hand; they may have children. */
  pids(): number[];
  /** Milliseconds from sending one until its receipt is there. */
  once(): Promise<number>;
  /** Seconds from sending the first of so many until the last is there. */
  many(kind: Kind, count: number): Promise<number>;
  stop(): Promise<void>;
}
