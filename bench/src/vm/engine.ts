/** Takes signed transactions and brings them into state, a block at a time. */
export interface Engine {
  readonly name: string;
  /** Decodes, checks and executes; resolves when the block is as durable as the engine makes it. */
  runBlock(transactions: readonly Uint8Array[]): Promise<void>;
  close(): Promise<void>;
}
