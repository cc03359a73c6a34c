import type { TypedTransaction } from '@ethereumjs/tx';
import { bytesToHex } from '@ethereumjs/util';
import { maxFeePerGas, type Refusal } from '../../../chain/check-transaction.ts';
import { Fault } from '../../../chain/fault.ts';
import { admit, isRefusal, refusalOf } from '../../../mempool/admit.ts';
import { effectiveTip } from '../../../mempool/mempool.ts';
import { readyOf } from '../../../mempool/ready.ts';
import { boundsOf } from '../../driver.ts';
import { CheckTxType, type RequestCheckTx } from '../abci/tendermint/abci/types_pb.ts';
import type { Application, Handler } from '../application.ts';
import { readFromEngine } from '../read-transactions.ts';
import { withoutReminder } from '../reminder.ts';

/** Codes of an answer. Whatever is not 0 leaves the engine's pool. */
const [ready, refused, waits] = [0, 1, 2];

/**
 * Lets a transaction that a peer told of wait in this node's pool, and says whether the engine shall hold it: only
 * while it could be in the next block. The engine makes blocks as long as it holds one, so it must hold none that waits
 * for something else; those are in this node's pool alone, and are handed over when their time comes. A reminder of one
 * that this node has no room for is held until the engine's next block: it makes the engine go on, to the turn of a
 * proposer that has room.
 */
export const checkTx: Handler<'checkTx'> = async (application, request) => {
  try {
    const { held, ...answer } = await check(application, request);
    return held && !isBounded(application, request, held) ? tooMany : answer;
  } catch (error) {
    if (error instanceof Fault) throw error;
    // Anybody may send anything: what is no fault of the chain must not stop its nodes, one after the other.
    application.report(error, 'checking a transaction of a peer');
    return { code: refused, log: 'this node could not check it' };
  }
};

/** What was found of a transaction. */
interface Checked {
  readonly code: number;
  readonly log?: string;
  readonly gasWanted?: bigint;
  /** The transaction, if it could be in the next block: then the code is `ready`. */
  readonly held?: TypedTransaction;
}

async function check(
  application: Application,
  { tx, type }: Pick<RequestCheckTx, 'tx' | 'type'>,
): Promise<Checked> {
  const bytes = withoutReminder(tx);
  const { chain, pool, limits } = application;
  if (type === CheckTxType.NEW && !pool.get(hashOf(application, bytes))) {
    const read = await readFromEngine(application, bytes, limits.maxTransactionBytes);
    const admitted = isRefusal(read) ? read : await admit(read, application, boundsOf({}, chain.head));
    if ('code' in admitted) {
      const held = bytes === tx ? undefined : await withoutRoom(application, bytes, admitted);
      return { code: held ? ready : refused, log: admitted.reason, ...(held && { held }) };
    }
    application.admitted(admitted);
  }
  const entry = pool.get(hashOf(application, bytes));
  if (!entry) return { code: refused, log: 'it does not wait here any more' };
  const nonce = await chain.headNonces.of(entry.sender);
  for (const each of readyOf(pool, entry.sender, nonce, chain.head.header.calcNextBaseFee())) {
    if (each === entry) return { code: ready, gasWanted: entry.tx.gasLimit, held: entry.tx };
    if (each.tx.nonce >= entry.tx.nonce) break;
  }
  return { code: waits, log: 'it waits for an earlier nonce or for lower fees' };
}

/**
 * A transaction that was refused for nothing but what this node has room for: others may hold it, and wait for this one
 * to take part. It is signed, its sender could pay for it, and it could be in the next block.
 */
async function withoutRoom(
  application: Application,
  bytes: Uint8Array,
  { code }: Refusal,
): Promise<TypedTransaction | undefined> {
  if (code !== 'pool' && code !== 'size') return undefined;
  const tx = await readFromEngine(application, bytes);
  if (isRefusal(tx)) return undefined;
  const refusal = code === 'size' ? await refusalOf(tx, application) : undefined;
  if (refusal !== undefined && refusal.code !== 'pool') return undefined;
  return (await couldBeNext(application, tx)) ? tx : undefined;
}

/** True if it pays the next base fee, all before it waits here, and nothing as good in its place. */
async function couldBeNext({ chain, pool }: Application, tx: TypedTransaction): Promise<boolean> {
  const baseFee = chain.head.header.calcNextBaseFee();
  if (maxFeePerGas(tx) < baseFee) return false;
  const sender = tx.getSenderAddress().toString();
  let next = await chain.headNonces.of(sender);
  for (const each of readyOf(pool, sender, next, baseFee)) {
    if (each.tx.nonce >= tx.nonce) break;
    next = each.tx.nonce + 1n;
  }
  if (next !== tx.nonce) return false;
  const inItsPlace = pool.of(sender).get(tx.nonce);
  return inItsPlace === undefined || effectiveTip(inItsPlace.tx, baseFee) < 0n;
}

/** False for a reminder of a transaction of which this node's engine holds enough. */
function isBounded(
  { reminders, chain, decisions }: Application,
  { tx, type }: Pick<RequestCheckTx, 'tx' | 'type'>,
  held: TypedTransaction,
): boolean {
  if (withoutReminder(tx) === tx) return true;
  // Of all that a sender signs with one nonce one can be in a block.
  const place = `${held.getSenderAddress()} ${held.nonce}`;
  return type === CheckTxType.NEW
    ? reminders.admits(place, chain.head.header.number, decisions.height)
    : reminders.stays(place, decisions.height);
}

const tooMany = { code: refused, log: 'its peers are reminded of it often enough' };

const hashOf = ({ chain }: Application, bytes: Uint8Array) => bytesToHex(chain.keccak256(bytes));
