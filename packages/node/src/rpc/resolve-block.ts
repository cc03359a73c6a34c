import type { Block } from '@ethereumjs/block';
import { hexToBytes } from '@ethereumjs/util';
import { type BlockReference, errorCode } from '@evm-ml/rpc';
import type { ChainView } from '../chain/chain-view.ts';
import { RpcError } from './errors.ts';

/** Number of the block that a reference names; `undefined` for a hash that no block has. Sealed blocks are final. */
export async function resolveNumber(
  chain: ChainView,
  reference: BlockReference,
): Promise<bigint | undefined> {
  if (typeof reference === 'bigint') return reference;
  if (reference === 'earliest') return 0n;
  if (typeof reference === 'string') return chain.head.header.number;
  return chain.store.readNumber(hexToBytes(reference.blockHash));
}

/** The block that a reference names, if there is one. */
export async function findBlock(chain: ChainView, reference: BlockReference): Promise<Block | undefined> {
  if (reference === 'pending' && chain.pending) return chain.pending;
  const number = await resolveNumber(chain, reference);
  if (number === undefined || number > chain.head.header.number) return undefined;
  return number === chain.head.header.number ? chain.head : chain.store.readBlock(number);
}

/** The block that a reference names; an error when there is none. */
export async function requireBlock(chain: ChainView, reference: BlockReference): Promise<Block> {
  const block = await findBlock(chain, reference);
  if (!block) throw new RpcError(errorCode.server, 'header not found');
  return block;
}
