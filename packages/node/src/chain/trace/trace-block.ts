import type { Block } from '@ethereumjs/block';
import type { TypedTransaction } from '@ethereumjs/tx';
import { beginBlock } from '../begin-block.ts';
import type { ChainView } from '../chain-view.ts';
import type { Machine } from '../machine.ts';
import type { LentMachine } from '../machine-pool.ts';
import { runTransaction } from '../run-transaction.ts';
import type { Traced, Tracer } from './tracer.ts';

/** Lends a machine in which a block has begun: its transactions may run there again, in order. */
export async function replayBlock<T>(
  chain: ChainView,
  block: Block,
  work: (machine: LentMachine, run: (tx: TypedTransaction) => Promise<Traced>) => Promise<T>,
): Promise<T> {
  const parent = await chain.store.readHeader(block.header.number - 1n);
  if (!parent) throw new Error('the genesis block has no transactions to trace');
  return chain.machines.use(parent, async (machine) => {
    const { common } = machine.vm;
    const hardfork = common.hardfork();
    common.setHardfork(block.common.hardfork());
    await beginBlock(machine.vm, block.header);
    const result = await work(machine, (tx) => runOnce(machine, block, tx));
    common.setHardfork(hardfork);
    return result;
  });
}

/** Runs the transactions of a block again and traces those that `tracerOf` gives a tracer for, up to the last one. */
export async function traceBlock(
  chain: ChainView,
  block: Block,
  tracerOf: (tx: TypedTransaction, index: number) => Tracer | undefined,
): Promise<unknown[]> {
  const tracers = block.transactions.map(tracerOf);
  const last = tracers.findLastIndex((tracer) => tracer !== undefined);
  return replayBlock(chain, block, async (machine, run) => {
    const results: unknown[] = [];
    for (const [index, tx] of block.transactions.slice(0, last + 1).entries()) {
      const tracer = tracers[index];
      if (!tracer) await run(tx);
      else results.push(await traceOne(machine, tracer, () => run(tx)));
    }
    return results;
  });
}

async function traceOne(machine: Machine, tracer: Tracer, run: () => Promise<Traced>): Promise<unknown> {
  const result = await tracer(machine, run);
  machine.vm.evm.events?.removeAllListeners();
  return result;
}

async function runOnce(machine: Machine, block: Block, tx: TypedTransaction): Promise<Traced> {
  const { execResult, totalGasSpent } = await runTransaction(machine, block, tx);
  return {
    gas: tx.gasLimit,
    gasUsed: totalGasSpent,
    success: execResult.exceptionError === undefined,
    returnData: execResult.returnValue,
  };
}
