import { bytesToHex } from '@ethereumjs/util';
import { admit, isRefusal } from '../../../mempool/admit.ts';
import { readyOf } from '../../../mempool/ready.ts';
import { boundsOf } from '../../driver.ts';
import { CheckTxType } from '../abci/tendermint/abci/types_pb.ts';
import type { Application, Handler } from '../application.ts';
import { readFromEngine } from '../read-transactions.ts';

/** Codes of an answer. Whatever is not 0 leaves the engine's pool. */
const [ready, refused, waits] = [0, 1, 2];

/**
 * Lets a transaction that a peer told of wait in this node's pool, and says whether the engine shall hold it: only
 * while it could be in the next block. The engine makes blocks as long as it holds one, so it must hold none that waits
 * for something else; those are in this node's pool alone, and are handed over when their time comes.
 */
export const checkTx: Handler<'checkTx'> = async (application, { tx: bytes, type }) => {
  const { chain, pool, limits } = application;
  if (type === CheckTxType.NEW && !pool.get(hashOf(application, bytes))) {
    const tx = await readFromEngine(application, bytes, limits.maxTransactionBytes);
    const admitted = isRefusal(tx) ? tx : await admit(tx, application, boundsOf({}, chain.head));
    if ('code' in admitted) return { code: refused, log: admitted.reason };
  }
  const entry = pool.get(hashOf(application, bytes));
  if (!entry) return { code: refused, log: 'it does not wait here any more' };
  const nonce = await chain.headNonces.of(entry.sender);
  for (const each of readyOf(pool, entry.sender, nonce, chain.head.header.calcNextBaseFee())) {
    if (each === entry) return { code: ready, gasWanted: entry.tx.gasLimit };
    if (each.tx.nonce >= entry.tx.nonce) break;
  }
  return { code: waits, log: 'it waits for an earlier nonce or for lower fees' };
};

const hashOf = ({ chain }: Application, bytes: Uint8Array) => bytesToHex(chain.keccak256(bytes));
