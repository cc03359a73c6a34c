/** What an attack gets: where its choices begin, and how long it may go on. */
export interface Effort {
  readonly seed: number;
  readonly seconds: number;
  /** One line for who looks on. */
  say(line: string): void;
}

/** What an attack counted: for the record. */
export type Figures = Readonly<Record<string, number | string>>;

/** Something that outsiders can do. */
export interface Attack {
  readonly name: string;
  /** What it tries, and what has to hold; one sentence each. */
  readonly tries: string;
  readonly holds: string;
  /** Ends by itself. @throws Finding if something did not hold; whatever else it throws is one, too */
  run(effort: Effort): Promise<Figures>;
}

/** What did not hold: one sentence, with all that repeats it. */
export class Finding extends Error {
  override readonly name = 'Finding';
}
