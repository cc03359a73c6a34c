import type { Block } from '@ethereumjs/block';
import { createAddressFromString, hexToBytes, KECCAK256_NULL } from '@ethereumjs/util';
import type { Hex } from 'viem';
import { ReadBudget } from '../chain/read-budget.ts';
import { type CallFrame, callTracer } from '../chain/trace/call-tracer.ts';
import { traceBlock } from '../chain/trace/trace-block.ts';
import { openAddressHistory } from './address-history.ts';
import { createContractAddress } from './format/contract-address.ts';
import { toData } from './format/hex.ts';
import type { ReadContext } from './method.ts';

/** A transaction, and who created a contract in it. */
export interface Creator {
  readonly hash: Hex;
  readonly creator: Hex;
}

/** Appearances that are looked at: a contract's address is seldom named before it is created. */
const mostAppearances = 64;

export async function hasCode({ chain }: ReadContext, account: Hex, block: Block): Promise<boolean> {
  const found = await chain.stateAt(block.header).getAccount(createAddressFromString(account));
  return found !== undefined && Buffer.compare(found.codeHash, KECCAK256_NULL) !== 0;
}

/**
 * Who created a contract: a transaction that names it, or a call inside one, in the first block after which it has code.
 * @throws StatePruned when it was a call, and states of then are not kept
 */
export async function findCreator(context: ReadContext, account: Hex): Promise<Creator | null> {
  const { chain } = context;
  if (!(await hasCode(context, account, chain.head))) return null;
  return (await findInTransactions(context, account)) ?? (await findInStates(context, account));
}

async function findInTransactions(context: ReadContext, account: Hex): Promise<Creator | undefined> {
  const history = await openAddressHistory(context, hexToBytes(account));
  let looked = 0;
  for await (const { block, index } of history.after(0n)) {
    const tx = (await context.chain.store.readBlock(block))?.transactions[index];
    if (tx && tx.to === undefined && createContractAddress(tx) === account)
      return { hash: toData(tx.hash()), creator: tx.getSenderAddress().toString() };
    if (++looked === mostAppearances) break;
  }
  return undefined;
}

async function findInStates(context: ReadContext, account: Hex): Promise<Creator | null> {
  const { chain, limits } = context;
  const has = async (number: bigint) => {
    const block = await chain.store.readBlock(number);
    return block !== undefined && hasCode(context, account, block);
  };
  let [low, high] = [0n, chain.head.header.number];
  while (low < high) {
    const middle = (low + high) / 2n;
    if (await has(middle)) high = middle;
    else low = middle + 1n;
  }
  const block = low === 0n ? undefined : await chain.store.readBlock(low);
  if (!block) return null;
  const bounds = { maxTraceSteps: limits.maxTraceSteps, bytes: new ReadBudget(limits.maxReadBytes) };
  const traces = await traceBlock(chain, block, () => callTracer({}, bounds));
  for (const [index, root] of traces.entries()) {
    const creator = creatorIn(root as CallFrame | undefined, account);
    if (creator) return { hash: toData(block.transactions[index]!.hash()), creator };
  }
  return null;
}

function creatorIn(frame: CallFrame | undefined, account: Hex): Hex | undefined {
  if (!frame || frame.error !== undefined) return undefined;
  if (frame.type.startsWith('CREATE') && frame.to === account) return frame.from;
  for (const call of frame.calls ?? []) {
    const found = creatorIn(call, account);
    if (found) return found;
  }
  return undefined;
}
