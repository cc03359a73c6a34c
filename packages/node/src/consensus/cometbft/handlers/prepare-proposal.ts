import type { TypedTransaction } from '@ethereumjs/tx';
import { type Selection, selectTransactions } from '../../../mempool/select.ts';
import { TimeSlice } from '../../../time-slice.ts';
import type { Handler } from '../application.ts';

/**
 * Proposes what waits in this node's pool, by fee and nonce; what the engine holds is not looked at. It stops taking
 * when the time for a proposal is over, and lets others have the thread in between.
 */
export const prepareProposal: Handler<'prepareProposal'> = async (
  { chain, pool, decisions, proposalMilliseconds },
  { time, proposerAddress, maxTxBytes },
) => {
  const selection = await selectTransactions(pool, chain.head.header.calcNextBaseFee(), (sender) =>
    chain.headNonces.of(sender),
  );
  if (selection.empty) return { txs: [] };
  const candidates = bounded(selection, Number(maxTxBytes), proposalMilliseconds);
  return { txs: await decisions.propose({ time, proposerAddress }, candidates) };
};

/** The first of a selection that fit into so many bytes, for as long as there is time. */
async function* bounded(
  selection: Selection,
  maxBytes: number,
  milliseconds: number,
): AsyncGenerator<TypedTransaction, void> {
  const end = performance.now() + milliseconds;
  const slice = new TimeSlice();
  let left = maxBytes;
  for (const tx of selection) {
    left -= encodedLength(tx.serialize().length);
    if (left < 0 || performance.now() > end) return;
    await slice.rest();
    yield tx;
  }
}

/** Bytes of a transaction in a block of the engine: a tag and a length come before it. */
function encodedLength(bytes: number): number {
  let prefix = 2;
  for (let rest = bytes; rest >= 0x80; rest = Math.floor(rest / 0x80)) prefix++;
  return prefix + bytes;
}
