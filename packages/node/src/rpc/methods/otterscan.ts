import type { Block } from '@ethereumjs/block';
import { otterscanMethods } from '@evm-ml/rpc';
import type { Hex } from 'viem';
import { ReadBudget } from '../../chain/read-budget.ts';
import { type CallFrame, callTracer } from '../../chain/trace/call-tracer.ts';
import { traceBlock } from '../../chain/trace/trace-block.ts';
import { refusalToError } from '../call-message.ts';
import { serverError } from '../errors.ts';
import { findCreator, hasCode } from '../find-creator.ts';
import { findByNonce, findTransactions, pageLength } from '../find-transactions.ts';
import { flattenCalls, internalOperations } from '../flatten-calls.ts';
import { formatBlock, formatHeader } from '../format/block.ts';
import { toQuantity } from '../format/hex.ts';
import { formatReceipts } from '../format/receipt.ts';
import { effectiveGasPrice, formatTransaction } from '../format/transaction.ts';
import { type ReadContext, serveReads } from '../method.ts';
import { findBlock, requireBlock } from '../resolve-block.ts';
import { findMined } from './transactions.ts';

/** Of the Otterscan API. */
const apiLevel = 8;

/** The calls of a mined transaction, which runs again. */
async function callsOf({ chain, limits }: ReadContext, hash: Hex, onlyTopCall = false): Promise<CallFrame> {
  const mined = await findMined(chain, hash);
  if (!mined) throw serverError('transaction not found');
  const bounds = { maxTraceSteps: limits.maxTraceSteps, bytes: new ReadBudget(limits.maxReadBytes) };
  const [root] = await refusalToError(() =>
    traceBlock(chain, mined.block, (_tx, index) =>
      index === mined.index ? callTracer({ onlyTopCall }, bounds) : undefined,
    ),
  );
  if (!root) throw serverError('the transaction has no calls');
  return root as CallFrame;
}

/** A block as Otterscan shows it: the pending one has none of what is asked for. */
async function findSealed({ chain }: ReadContext, reference: Parameters<typeof findBlock>[1]) {
  const block = await findBlock(chain, reference);
  return block === chain.pending ? undefined : block;
}

function slim(block: Block) {
  const { transactions: _hashes, ...shown } = formatBlock(block, false);
  return { ...shown, logsBloom: null, transactionCount: block.transactions.length };
}

async function details(context: ReadContext, block: Block | undefined) {
  if (!block) return null;
  const receipts = (await context.chain.store.readReceipts(block.header.number)) ?? [];
  const baseFee = block.header.baseFeePerGas ?? 0n;
  const totalFees = receipts.reduce(
    (sum, { gasUsed }, index) => sum + gasUsed * effectiveGasPrice(block.transactions[index]!, baseFee),
    0n,
  );
  return {
    block: slim(block),
    // Nothing is minted: who makes blocks gets what their senders pay.
    issuance: { blockReward: '0x0', uncleReward: '0x0', issuance: '0x0' },
    totalFees: toQuantity(totalFees),
  };
}

/** What happened with an address, and inside a transaction, as Otterscan asks. */
export const otterscanHandlers = serveReads(otterscanMethods, {
  ots_getApiLevel: () => apiLevel,

  ots_hasCode: async (context, { account, block }) =>
    hasCode(context, account, await requireBlock(context.chain, block)),

  ots_getInternalOperations: async (context, { hash }) => internalOperations(await callsOf(context, hash)),

  ots_getTransactionError: async (context, { hash }) => {
    const { error, output = '0x' } = await callsOf(context, hash, true);
    return error === undefined ? '0x' : output;
  },

  ots_traceTransaction: async (context, { hash }) => flattenCalls(await callsOf(context, hash)),

  ots_getBlockDetails: async (context, { block }) => details(context, await findSealed(context, block)),

  ots_getBlockDetailsByHash: async (context, { hash: blockHash }) =>
    details(context, await findSealed(context, { blockHash })),

  ots_getBlockTransactions: async (context, { block: reference, page, pageSize }) => {
    const length = pageLength(pageSize);
    const block = await findSealed(context, reference);
    if (!block) return null;
    const receipts = (await context.chain.store.readReceipts(block.header.number)) ?? [];
    const count = BigInt(block.transactions.length);
    const from = Number(page * pageSize < count ? page * pageSize : count);
    return {
      fullblock: {
        ...slim(block),
        transactions: block.transactions.slice(from, from + length).map((tx, offset) => {
          const shown = formatTransaction(tx, { block, index: from + offset });
          return { ...shown, input: shown.input.slice(0, 10) };
        }),
      },
      receipts: formatReceipts(receipts.slice(0, from + length), block)
        .slice(from)
        .map((receipt) => ({ ...receipt, logs: null, logsBloom: null })),
    };
  },

  ots_searchTransactionsBefore: (context, asked) => findTransactions(context, 'before', asked),

  ots_searchTransactionsAfter: (context, asked) => findTransactions(context, 'after', asked),

  ots_getTransactionBySenderAndNonce: (context, { sender, nonce }) => findByNonce(context, sender, nonce),

  ots_getContractCreator: (context, { account }) => findCreator(context, account),

  erigon_getHeaderByNumber: async (context, { block }) => {
    const found = await findSealed(context, block);
    return found ? formatHeader(found.header) : null;
  },
});
