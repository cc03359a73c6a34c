/** Gas is what the next block will need, unless a client says otherwise. */
const pendingByDefault: readonly string[] = ['eth_estimateGas'];

/** True if a request is about the block that would be made now. */
export function looksAtPending(method: string, params: unknown): boolean {
  if (!Array.isArray(params)) return false;
  if (pendingByDefault.includes(method) && params[1] == null) return true;
  return params.some((param) => param === 'pending' || namesPending(param));
}

/** As EIP-1898 writes a block. */
const namesPending = (param: unknown): boolean =>
  typeof param === 'object' && param !== null && 'blockNumber' in param && param.blockNumber === 'pending';
