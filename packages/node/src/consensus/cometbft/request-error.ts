/** A request of the engine that cannot be followed. Its connection ends; what the node has stays as it is. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}
