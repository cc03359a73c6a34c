import type { Block } from '@ethereumjs/block';
import { RLP } from '@ethereumjs/rlp';
import type { TypedTransaction } from '@ethereumjs/tx';
import { type Address, bigIntMin, concatBytes, createAddressFromString, hexToBytes } from '@ethereumjs/util';
import { Bloom } from '@ethereumjs/vm';
import { type BlockReference, debugMethods, type TraceOptions } from '@evm-ml/rpc';
import type { Receipt } from '../../block/receipt.ts';
import { runMessage } from '../../chain/call.ts';
import { ReadBudget } from '../../chain/read-budget.ts';
import { type FlatTrace, flatCallTracer } from '../../chain/trace/flat-call-tracer.ts';
import { muxTracer } from '../../chain/trace/mux-tracer.ts';
import { type StateDiff, stateDiffTracer } from '../../chain/trace/state-diff-tracer.ts';
import { replayBlock, traceBlock } from '../../chain/trace/trace-block.ts';
import type { TraceLimits } from '../../chain/trace/tracer.ts';
import type { Limits } from '../../config/limits.ts';
import type { StateSource } from '../../state/state-source.ts';
import { callHeader, refusalToError, toCallMessage } from '../call-message.ts';
import { createTracer } from '../create-tracer.ts';
import { serverError } from '../errors.ts';
import { toData } from '../format/hex.ts';
import { lendMachine } from '../lend-machine.ts';
import { listSlots } from '../list-slots.ts';
import { type ReadContext, serveReads } from '../method.ts';
import { applyBlockOverrides, applyStateOverrides } from '../overrides.ts';
import { requireBlock } from '../resolve-block.ts';
import { filterSteps, stepsOfBlock } from '../trace-steps.ts';
import { onState } from './calls.ts';
import { findMined } from './transactions.ts';

const present = (addresses: readonly (Address | undefined)[]) =>
  addresses.filter((item) => item !== undefined);
const touchedBy = (tx: TypedTransaction, block: Block) =>
  present([tx.getSenderAddress(), tx.to, block.header.coinbase]);

/** What all traces of one request may take together. */
const traceLimits = ({ maxTraceSteps, maxReadBytes }: Limits): TraceLimits => ({
  maxTraceSteps,
  bytes: new ReadBudget(maxReadBytes),
});

/** What genesis holds, no transaction made. @throws RpcError */
function assertReplayable({ header }: Block): void {
  if (header.number === 0n) throw serverError('genesis is not traceable');
}

async function traceWholeBlock(
  { chain, limits }: ReadContext,
  reference: BlockReference,
  options: TraceOptions,
) {
  const block = await requireBlock(chain, reference);
  assertReplayable(block);
  const bounds = traceLimits(limits);
  const traces = await refusalToError(() =>
    traceBlock(chain, block, (tx) => createTracer(options, bounds, touchedBy(tx, block))),
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

/** A slot's value as the state keeps it, in RLP. */

/** A look inside. */
export const debugHandlers = serveReads(debugMethods, {
  debug_traceTransaction: async ({ chain, limits }, { hash: transactionHash, options }) => {
    const mined = await findMined(chain, transactionHash);
    if (!mined) throw serverError('transaction not found');
    const [trace] = await refusalToError(() =>
      traceBlock(chain, mined.block, (tx, index) =>
        index === mined.index
          ? createTracer(options, traceLimits(limits), touchedBy(tx, mined.block))
          : undefined,
      ),
    );
    return trace;
  },

  debug_traceBlockByNumber: (context, { block: number, options }) =>
    traceWholeBlock(context, number, options),

  debug_traceBlockByHash: (context, { hash: blockHash, options }) =>
    traceWholeBlock(context, { blockHash }, options),

  debug_traceCall: async ({ chain, limits }, { call: request, block: reference, options }) => {
    const { header } = await requireBlock(chain, reference);
    const seen = applyBlockOverrides(header, options.blockOverrides ?? {}, chain.common);
    const message = toCallMessage(request, seen, chain, limits);
    const tracer = createTracer(
      options,
      traceLimits(limits),
      present([message.from, message.to, seen.coinbase]),
    );
    return refusalToError(() =>
      lendMachine(chain, header, async (machine) => {
        await applyStateOverrides(machine, options.stateOverrides ?? {});
        return tracer(machine, async () => ({
          ...(await runMessage(machine.vm, callHeader(seen, message, chain), message)),
          gas: message.gas,
        }));
      }),
    );
  },

  debug_storageRangeAt: async ({ chain, limits }, { block: reference, index, account, start, limit }) => {
    const block = await requireBlock(chain, reference);
    assertReplayable(block);
    const address = createAddressFromString(account);
    const most = Number(bigIntMin(limit, BigInt(limits.maxSlots)));
    const slotsOf = (state: StateSource) =>
      listSlots(state, address, hexToBytes(start), most, chain.common.customCrypto.keccak256!);
    // A block without transactions may come from an edit, which running it again does not show.
    if (block.transactions.length === 0) return slotsOf(chain.sourceAt(block.header));
    return replayBlock(chain, block, async ({ state }, run) => {
      for (const tx of block.transactions.slice(0, Number(index))) await run(tx);
      return slotsOf(state.seen());
    });
  },

  trace_block: async (context, { block: reference }) => {
    const block = await requireBlock(context.chain, reference);
    return stepsOfBlock(context, block, traceLimits(context.limits));
  },

  trace_transaction: async (context, { hash: transactionHash }) => {
    const mined = await findMined(context.chain, transactionHash);
    return mined ? stepsOfBlock(context, mined.block, traceLimits(context.limits), mined.index) : null;
  },

  trace_filter: (context, { filter }) => filterSteps(context, filter, traceLimits(context.limits)),

  trace_call: async (context, { call, block }) => {
    let output: Uint8Array = new Uint8Array();
    const trace = await onState(
      context,
      { call, block, stateOverrides: null, blockOverrides: null },
      (machine, header, message) =>
        flatCallTracer(traceLimits(context.limits))(machine, async () => {
          const result = await runMessage(machine.vm, header, message);
          output = result.returnData;
          return { ...result, gas: message.gas };
        }),
    );
    return { output: toData(output), trace: trace as FlatTrace[], stateDiff: null, vmTrace: null };
  },

  trace_replayTransaction: async ({ chain, limits }, { hash: transactionHash, kinds }) => {
    const mined = await findMined(chain, transactionHash);
    if (!mined) throw serverError('transaction not found');
    const bounds = traceLimits(limits);
    let output: Uint8Array = new Uint8Array();
    const [traced] = await refusalToError(() =>
      traceBlock(chain, mined.block, (tx, index) => {
        if (index !== mined.index) return undefined;
        const tracers = {
          ...(kinds.includes('stateDiff') && {
            stateDiff: stateDiffTracer(bounds, touchedBy(tx, mined.block)),
          }),
          ...(kinds.includes('trace') && { trace: flatCallTracer(bounds) }),
          // For what it returns.
          ...(kinds.length === 0 && { nothing: (_machine: unknown, run: () => Promise<unknown>) => run() }),
        };
        return (machine, run) =>
          muxTracer(tracers)(machine, async () => {
            const result = await run();
            output = result.returnData;
            return result;
          });
      }),
    );
    const { trace = null, stateDiff = null } = traced as { trace?: FlatTrace[]; stateDiff?: StateDiff };
    return { output: toData(output), trace, stateDiff, vmTrace: null };
  },

  debug_getRawHeader: async ({ chain }, { block: reference }) =>
    toData((await requireBlock(chain, reference)).header.serialize()),

  debug_getRawBlock: async ({ chain }, { block: reference }) =>
    toData((await requireBlock(chain, reference)).serialize()),

  debug_getRawTransaction: async ({ chain }, { hash: transactionHash }) => {
    const mined = await findMined(chain, transactionHash);
    return mined ? toData(mined.block.transactions[mined.index]!.serialize()) : null;
  },

  debug_getRawReceipts: async ({ chain }, { block: reference }) => {
    const block = await requireBlock(chain, reference);
    if (block === chain.pending)
      throw serverError('the pending block has no receipts: ask for one that is sealed');
    const receipts = (await chain.store.readReceipts(block.header.number)) ?? [];
    return receipts.map((receipt) => toData(encodeReceipt(receipt, block.common)));
  },
});
