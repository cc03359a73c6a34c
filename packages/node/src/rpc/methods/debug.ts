import type { Block } from '@ethereumjs/block';
import { RLP } from '@ethereumjs/rlp';
import type { TypedTransaction } from '@ethereumjs/tx';
import { type Address, concatBytes } from '@ethereumjs/util';
import { Bloom } from '@ethereumjs/vm';
import { z } from 'zod';
import { runMessage } from '../../chain/call.ts';
import type { Receipt } from '../../chain/receipt.ts';
import { traceBlock } from '../../chain/trace/trace-block.ts';
import { TraceTooLong } from '../../chain/trace/tracer.ts';
import { callHeader, refusalToError, toCallMessage } from '../call-message.ts';
import { errorCode, RpcError, serverError } from '../errors.ts';
import { toData } from '../format/hex.ts';
import { lendMachine } from '../lend-machine.ts';
import { type MethodTable, method, type RpcContext } from '../method.ts';
import { applyBlockOverrides, applyStateOverrides } from '../overrides.ts';
import { requireBlock } from '../resolve-block.ts';
import * as result from '../results/index.ts';
import {
  type BlockReference,
  blockNumber,
  blockReference,
  callRequest,
  hash,
  optionalBlock,
} from '../schema.ts';
import { createTracer, traceOptions } from '../trace-options.ts';
import { findMined } from './transactions.ts';

type Options = z.output<typeof traceOptions>;

const present = (addresses: readonly (Address | undefined)[]) =>
  addresses.filter((item) => item !== undefined);
const touchedBy = (tx: TypedTransaction, block: Block) =>
  present([tx.getSenderAddress(), tx.to, block.header.coinbase]);

async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await refusalToError(work);
  } catch (error) {
    if (error instanceof TraceTooLong) throw new RpcError(errorCode.limitExceeded, error.message);
    throw error;
  }
}

async function traceWholeBlock({ chain, limits }: RpcContext, reference: BlockReference, options: Options) {
  const block = await requireBlock(chain, reference);
  if (block.header.number === 0n) throw serverError('genesis is not traceable');
  const traces = await explained(() =>
    traceBlock(chain, block, (tx) => createTracer(options, limits, touchedBy(tx, block))),
  );
  return traces.map((trace, index) => ({ txHash: toData(block.transactions[index]!.hash()), result: trace }));
}

/** A receipt in the encoding that the receipts root is made of (EIP-2718). */
function encodeReceipt(
  { type, success, stateRoot, cumulativeGas, logs }: Receipt,
  common: Block['common'],
): Uint8Array {
  const bloom = new Bloom(undefined, common);
  for (const [address, topics] of logs) for (const item of [address, ...topics]) bloom.add(item);
  const encoded = RLP.encode([stateRoot ?? (success ? 1 : 0), cumulativeGas, bloom.bitvector, logs]);
  return type === 0 ? encoded : concatBytes(Uint8Array.of(type), encoded);
}

/** A look inside. */
export const debugMethods: MethodTable = {
  debug_traceTransaction: method(
    'Runs a mined transaction again and traces it.',
    { hash, options: traceOptions },
    result.trace,
    async ({ chain, limits }, { hash: transactionHash, options }) => {
      const mined = await findMined(chain, transactionHash);
      if (!mined) throw serverError('transaction not found');
      const [trace] = await explained(() =>
        traceBlock(chain, mined.block, (tx, index) =>
          index === mined.index ? createTracer(options, limits, touchedBy(tx, mined.block)) : undefined,
        ),
      );
      return trace;
    },
  ),

  debug_traceBlockByNumber: method(
    'Traces all transactions of a block.',
    { block: blockNumber, options: traceOptions },
    result.traces,
    (context, { block: number, options }) => traceWholeBlock(context, number, options),
  ),

  debug_traceBlockByHash: method(
    'Traces all transactions of a block.',
    { hash, options: traceOptions },
    result.traces,
    (context, { hash: blockHash, options }) => traceWholeBlock(context, { blockHash }, options),
  ),

  debug_traceCall: method(
    'Traces a call on the state of a block.',
    { call: callRequest, block: optionalBlock, options: traceOptions },
    result.trace,
    async ({ chain, limits }, { call: request, block: reference, options }) => {
      const { header } = await requireBlock(chain, reference);
      const seen = applyBlockOverrides(header, options.blockOverrides ?? {}, chain.common);
      const message = toCallMessage(request, seen, chain, limits);
      const tracer = createTracer(options, limits, present([message.from, message.to, seen.coinbase]));
      return explained(() =>
        lendMachine(chain, header, async (machine) => {
          await applyStateOverrides(machine, options.stateOverrides ?? {});
          return tracer(machine, async () => ({
            ...(await runMessage(machine.vm, callHeader(seen, message, chain), message)),
            gas: message.gas,
          }));
        }),
      );
    },
  ),

  debug_getRawHeader: method(
    'The header of a block in RLP.',
    { block: blockReference },
    result.bytes,
    async ({ chain }, { block: reference }) =>
      toData((await requireBlock(chain, reference)).header.serialize()),
  ),

  debug_getRawBlock: method(
    'A block in RLP.',
    { block: blockReference },
    result.bytes,
    async ({ chain }, { block: reference }) => toData((await requireBlock(chain, reference)).serialize()),
  ),

  debug_getRawTransaction: method(
    'A mined transaction as it was signed.',
    { hash },
    z.nullable(result.bytes),
    async ({ chain }, { hash: transactionHash }) => {
      const mined = await findMined(chain, transactionHash);
      return mined ? toData(mined.block.transactions[mined.index]!.serialize()) : null;
    },
  ),

  debug_getRawReceipts: method(
    'The receipts of a block as its receipts root covers them (EIP-2718).',
    { block: blockReference },
    z.array(result.bytes),
    async ({ chain }, { block: reference }) => {
      const block = await requireBlock(chain, reference);
      const receipts = (await chain.store.readReceipts(block.header.number)) ?? [];
      return receipts.map((receipt) => toData(encodeReceipt(receipt, block.common)));
    },
  ),
};
