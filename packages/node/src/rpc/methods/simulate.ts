import { simulateMethods, simulationErrorCode } from '@evm-ml/rpc';
import { CallRefused } from '../../chain/call.ts';
import { ReadBudget } from '../../chain/read-budget.ts';
import { type SimulatedBlock, simulateBlock } from '../../chain/simulate/simulate-block.ts';
import { RpcError } from '../errors.ts';
import { lendMachine } from '../lend-machine.ts';
import { serveReads } from '../method.ts';
import { applyStateOverrides } from '../overrides.ts';
import { requireBlock } from '../resolve-block.ts';
import { formatSimulated } from '../simulate/format.ts';
import { nextCall } from '../simulate/next-call.ts';
import { headerOf, withGapsFilled } from '../simulate/requested-blocks.ts';

/** Bytes that a block, a call or a log takes besides its data. */
const entryBytes = 2_000;

/** About what a simulated block takes as an answer. */
function sizeOf({ block, results }: SimulatedBlock): number {
  const sizes = [
    ...block.transactions.map(({ data }) => data.length),
    ...results.map(({ returnData }) => returnData.length),
    ...results.flatMap(({ shownLogs }) => shownLogs.map(({ log: [, , data] }) => data.length)),
  ];
  return sizes.reduce((sum, size) => sum + entryBytes + 2 * size, entryBytes);
}

/** Several blocks of calls, one on top of another, that nobody seals. */
export const simulateHandlers = serveReads(simulateMethods, {
  eth_simulateV1: async (
    { chain, limits: { maxCallGas, maxReadBytes } },
    { simulation: wanted, block: reference },
  ) => {
    const base = (await requireBlock(chain, reference)).header;
    const blocks = withGapsFilled(wanted.blockStateCalls, base);
    const budget = { maxCallGas, left: BigInt(maxCallGas) };
    const bytes = new ReadBudget(maxReadBytes);
    return lendMachine(chain, base, async (machine) => {
      const simulated: ReturnType<typeof formatSimulated>[] = [];
      let parent = base;
      for (const block of blocks) {
        const header = headerOf(parent, block, wanted);
        machine.precompiles.clear();
        await applyStateOverrides(machine, block.stateOverrides ?? {});
        const next = nextCall(machine, header, block.calls ?? [], budget, wanted.validation);
        const outcome = await simulateBlock(machine, parent, header, next, wanted.traceTransfers).catch(
          (error: unknown) => {
            if (error instanceof CallRefused) throw new RpcError(simulationErrorCode.funds, error.message);
            throw error;
          },
        );
        bytes.take(sizeOf(outcome));
        budget.left -= outcome.block.header.gasUsed;
        machine.blockHashes.set(header.number, outcome.block.hash());
        simulated.push(formatSimulated(outcome, wanted.returnFullTransactions));
        parent = outcome.block.header;
      }
      return simulated;
    });
  },
});
