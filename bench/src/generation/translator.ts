/** What was said: a text, and how many tokens it took, the one that ends it among them. */
export interface Answer {
  readonly text: string;
  readonly tokens: number;
}

/** The network, made ready by one engine for all sentences. */
export interface Translator {
  readonly name: string;
  readonly arithmetic: string;
  /** What happens at each token. */
  readonly how: string;
  /** Translates sentence `index`, token by token, until it ends. This is timed. */
  ask(index: number): void | Promise<void>;
  /** What was said last. */
  answer(): Answer;
}
