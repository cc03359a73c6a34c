/** Of chunks and of what a snapshot is offered with (D26). What changes a byte of either is another format. */
export const snapshotFormat = 1;

/** A chunk ends with the item that reaches so many bytes. */
export const chunkBytes = 2 ** 20;

/** The longest item: with what comes before and after it, a chunk is below 8,000,000 bytes. */
export const maxItemBytes = 6 * 2 ** 20;

/** The longest chunk that is looked at. */
export const maxChunkBytes = 8_000_000;

/** Chunks of a snapshot at the most: 64 GiB. */
export const maxChunks = 2 ** 16;

/** Headers before the block of a snapshot that come with it: with its own 256, which BLOCKHASH sees from the next one. */
export const maxHeaders = 255;

/** Number of the oldest header that comes with a block. */
export const firstHeaderOf = (block: bigint): bigint =>
  block > BigInt(maxHeaders) ? block - BigInt(maxHeaders) : 1n;
