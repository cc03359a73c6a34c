import { type Definition, parametersByName } from '@evm-ml/rpc';

/** Makes what tells whether a request of a method is about the block that would be made now. */
export function looksAtPending(definition: Definition): (params: unknown) => boolean {
  const parameters = parametersByName(definition);
  const place = Object.keys(parameters).indexOf('block');
  if (place < 0) return () => false;
  const byDefault = parameters['block']?.safeParse(undefined).data === 'pending';
  return (params) => {
    const block: unknown = Array.isArray(params) ? params[place] : undefined;
    return block == null ? byDefault : block === 'pending' || namesPending(block);
  };
}

/** As EIP-1898 writes a block. */
const namesPending = (block: unknown): boolean =>
  typeof block === 'object' && block !== null && 'blockNumber' in block && block.blockNumber === 'pending';
