/** A chunk is not the one that its place in the snapshot asks for. The message ends a sentence: "chunk 3 is refused: ...". */
export class ChunkError extends Error {
  override readonly name = 'ChunkError';
}
