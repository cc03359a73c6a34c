/** A network, made ready by one engine for one fixed input of one or more examples. */
export interface Runner {
  /** Runs once and has the whole result in JavaScript's hands when it returns or resolves. */
  run(): void | Promise<void>;
  /** The result of the last run. */
  output(): Float32Array;
}
