import type { TypedTransaction } from '@ethereumjs/tx';
import { selectTransactions } from '../../../mempool/select.ts';
import { TimeSlice } from '../../../time-slice.ts';
import { isAfterRest } from '../after-rest.ts';
import type { Handler } from '../application.ts';
import { mayTakeLong, takeCertain } from '../take-certain.ts';

/**
 * Proposes what waits in this node's pool, by fee and nonce; what the engine holds is not looked at. It stops taking
 * when the time for a proposal is over, and lets others have the thread in between.
 *
 * After a rest it proposes nothing: time stood still, and deadlines with it, until the block after this one.
 *
 * One that may take long is not run here: by the time that it has, the others would have given this proposer up, and the
 * next one after it. It comes first in a block of what is sure to run, and all run that together, when they check it.
 * Room there goes by gas limits, which cost nothing where they are not used: after such a block the others have one of
 * their own, so that nobody keeps them out by limits alone.
 */
export const prepareProposal: Handler<'prepareProposal'> = async (
  { chain, pool, decisions, proposalMilliseconds },
  { time, proposerAddress, maxTxBytes },
) => {
  const selection = await selectTransactions(pool, chain.head.header.calcNextBaseFee(), (sender) =>
    chain.headNonces.of(sender),
  );
  if (selection.empty || isAfterRest(time, decisions.lastTime, Date.now())) return { txs: [] };
  const bounds = { maxBytes: Number(maxTxBytes), end: performance.now() + proposalMilliseconds };
  const others = chain.head.transactions.some(mayTakeLong) ? withoutLong(selection) : undefined;
  const firstOfOthers = others?.next();
  if (others && firstOfOthers?.value) {
    const candidates = bounded(from(firstOfOthers.value, others), bounds);
    return { txs: await decisions.propose({ time, proposerAddress }, candidates) };
  }
  const [first] = selection;
  if (mayTakeLong(first!) && !decisions.wasRefused) {
    const txs: Uint8Array[] = [];
    for await (const tx of bounded(takeCertain(selection, chain), bounds)) txs.push(tx.serialize());
    if (txs.length > 0) {
      decisions.proposeUnrun(txs);
      return { txs };
    }
  }
  const candidates = bounded(untilLong(selection), bounds);
  return { txs: await decisions.propose({ time, proposerAddress }, candidates) };
};

/** What comes before the first that may take long; that one, where it is the very first. */
function* untilLong(selection: Iterable<TypedTransaction>): Generator<TypedTransaction, void> {
  let isFirst = true;
  for (const tx of selection) {
    if (!isFirst && mayTakeLong(tx)) return;
    isFirst = false;
    yield tx;
  }
}

/** What does not take long, without what its sender has behind something that may. */
function* withoutLong(selection: Iterable<TypedTransaction>): Generator<TypedTransaction, void> {
  const passedOver = new Set<string>();
  for (const tx of selection) {
    const sender = tx.getSenderAddress().toString();
    if (mayTakeLong(tx)) passedOver.add(sender);
    else if (!passedOver.has(sender)) yield tx;
  }
}

/** What was taken out already, and what comes behind it. */
function* from(first: TypedTransaction, rest: Iterable<TypedTransaction>): Generator<TypedTransaction, void> {
  yield first;
  yield* rest;
}

/**
 * The first transactions that fit into so many bytes, for as long as there is time; the very first however little there
 * is, since it would be no more the next time.
 */
async function* bounded(
  transactions: Iterable<TypedTransaction> | AsyncIterable<TypedTransaction>,
  { maxBytes, end }: { maxBytes: number; end: number },
): AsyncGenerator<TypedTransaction, void> {
  const slice = new TimeSlice();
  let left = maxBytes;
  let isFirst = true;
  for await (const tx of transactions) {
    left -= encodedLength(tx.serialize().length);
    if (left < 0 || (!isFirst && performance.now() > end)) return;
    isFirst = false;
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
