import { BinaryReader } from '@bufbuild/protobuf/wire';
import { smallestTransaction } from '../../chain/execute-block.ts';
import {
  RequestSchema,
  ResponseProcessProposal_ProposalStatus as Status,
} from './abci/tendermint/abci/types_pb.ts';
import type { Answer, Application } from './application.ts';

/** Fields of the messages. */
const [proposal, transactions] = [RequestSchema.field.processProposal.number, 1];

/**
 * Refuses a proposal of more transactions than could have run in a block (D23) by its bytes alone: two million fit into
 * one, and to read them, one by one, would keep this node from everything else.
 * @param message of the engine
 * @returns undefined for whatever is to be read
 */
export function refuseCrowded(
  { chain, cluster }: Pick<Application, 'chain' | 'cluster'>,
  message: Uint8Array,
): Answer | undefined {
  const most = Number(chain.head.header.gasLimit / smallestTransaction);
  if (!hasMore(message, most)) return undefined;
  cluster.events.emit('refused');
  return { case: 'processProposal', value: { status: Status.REJECT } };
}

/** True if a message is a proposal to check with more transactions. What is no message is not. */
function hasMore(message: Uint8Array, most: number): boolean {
  try {
    const request = new BinaryReader(message);
    let count = 0;
    while (request.pos < request.len) {
      const [field, type] = request.tag();
      if (field !== proposal) {
        request.skip(type, field);
        continue;
      }
      const inner = new BinaryReader(request.bytes());
      while (inner.pos < inner.len) {
        const [each, kind] = inner.tag();
        inner.skip(kind, each);
        if (each === transactions && ++count > most) return true;
      }
    }
    return false;
  } catch {
    return false;
  }
}
