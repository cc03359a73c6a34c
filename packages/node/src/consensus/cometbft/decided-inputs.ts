import { Address, bigIntMax } from '@ethereumjs/util';
import type { BlockInputs } from '../../chain/block-inputs.ts';
import type { Chain } from '../../chain/chain.ts';
import { prevRandaoOn } from '../prev-randao.ts';
import type { RequestFinalizeBlock } from './abci/tendermint/abci/types_pb.ts';
import { RequestError } from './request-error.ts';

/** What the engine's header says that a block of ours depends on. */
export type EngineHeader = Pick<RequestFinalizeBlock, 'time' | 'proposerAddress'>;

/**
 * What a block on the head has by the engine's header: its time in seconds, or the least that the chain's rule allows
 * after the parent; as beneficiary whom the validator that proposes has named, or its own address where it has none.
 * @throws RequestError when the header has no proposer
 */
export function decidedInputs(chain: Chain, { time, proposerAddress }: EngineHeader): BlockInputs {
  if (proposerAddress.length !== 20) throw new RequestError('the engine names no proposer');
  const parent = chain.head;
  const least = parent.header.timestamp + chain.timestampStep;
  return {
    timestamp: bigIntMax(time?.seconds ?? 0n, least),
    coinbase: chain.permissions?.payeeOf(proposerAddress) ?? new Address(proposerAddress),
    prevRandao: prevRandaoOn(chain, parent),
  };
}
