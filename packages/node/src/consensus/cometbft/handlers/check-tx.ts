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
    const answer = await check(application, request);
    return answer.code === ready && !isBounded(application, request) ? tooMany : answer;
  } catch (error) {
    if (error instanceof Fault) throw error;
    // Anybody may send anything: what is no fault of the chain must not stop its nodes, one after the other.
    application.report(error, 'checking a transaction of a peer');
    return { code: refused, log: 'this node could not check it' };
  }
};

async function check(
  application: Application,
  { tx, type }: Pick<RequestCheckTx, 'tx' | 'type'>,
): Promise<{ code: number; log?: string; gasWanted?: bigint }> {
  const bytes = withoutReminder(tx);
  const { chain, pool, limits } = application;
  if (type === CheckTxType.NEW && !pool.get(hashOf(application, bytes))) {
    const read = await readFromEngine(application, bytes, limits.maxTransactionBytes);
    const admitted = isRefusal(read) ? read : await admit(read, application, boundsOf({}, chain.head));
    if ('code' in admitted) {
      const wakes = bytes !== tx && (await hasNoRoom(application, bytes, admitted));
      return { code: wakes ? ready : refused, log: admitted.reason };
    }
    application.admitted(admitted);
  }
  const entry = pool.get(hashOf(application, bytes));
  if (!entry) return { code: refused, log: 'it does not wait here any more' };
  const nonce = await chain.headNonces.of(entry.sender);
  for (const each of readyOf(pool, entry.sender, nonce, chain.head.header.calcNextBaseFee())) {
    if (each === entry) return { code: ready, gasWanted: entry.tx.gasLimit };
    if (each.tx.nonce >= entry.tx.nonce) break;
  }
  return { code: waits, log: 'it waits for an earlier nonce or for lower fees' };
}

/**
 * True if a transaction was refused for nothing but what this node has room for: others may hold it, and wait for this
 * one to take part. It is signed, its sender could pay for it, and it could be in the next block.
 */
async function hasNoRoom(application: Application, bytes: Uint8Array, { code }: Refusal): Promise<boolean> {
  if (code !== 'pool' && code !== 'size') return false;
  const tx = await readFromEngine(application, bytes);
  if (isRefusal(tx)) return false;
  const refusal = code === 'size' ? await refusalOf(tx, application) : undefined;
  return (refusal === undefined || refusal.code === 'pool') && (await couldBeNext(application, tx));
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
function isBounded(application: Application, { tx, type }: Pick<RequestCheckTx, 'tx' | 'type'>): boolean {
  const bytes = withoutReminder(tx);
  if (bytes === tx) return true;
  const { reminders, chain, decisions } = application;
  const hash = hashOf(application, bytes);
  return type === CheckTxType.NEW
    ? reminders.admits(hash, chain.head.header.number)
    : reminders.stays(hash, decisions.height);
}

const tooMany = { code: refused, log: 'its peers are reminded of it often enough' };

const hashOf = ({ chain }: Application, bytes: Uint8Array) => bytesToHex(chain.keccak256(bytes));
