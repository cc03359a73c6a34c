import { Block, type BlockHeader, createBlockHeader } from '@ethereumjs/block';
import type { TypedTransaction } from '@ethereumjs/tx';
import { bytesToHex } from '@ethereumjs/util';
import type { Hex } from 'viem';
import { emptyHeaderFields } from '../block/header.ts';
import type { StateChanges } from '../state/state-source.ts';
import type { BlockRecord } from '../storage/chain-store.ts';
import { StorageError } from '../storage/key-value-store.ts';
import { beginBlock } from './begin-block.ts';
import type { BlockInputs, Candidates } from './block-inputs.ts';
import {
  checkAgainstState,
  checkForm,
  checkGasLimit,
  checkRights,
  type Refusal,
} from './check-transaction.ts';
import { closeBlock, type RanTransaction } from './close-block.ts';
import { type Fault, toFault } from './fault.ts';
import type { Machine } from './machine.ts';
import { runTransaction } from './run-transaction.ts';

/** A candidate that is not in the block. */
export interface RefusedCandidate {
  /** Its place among the candidates, from 0. */
  readonly position: number;
  readonly tx: TypedTransaction;
  readonly refusal: Refusal;
}

/** A block, what its transactions left behind, and the candidates that are not in it. */
export interface RunBlock extends BlockRecord {
  /** By position. Candidates after the last transaction and the last of these were not looked at: the block was full. */
  readonly refused: readonly RefusedCandidate[];
  /** What the block changed in the state. */
  readonly changes: StateChanges;
}

/**
 * Runs `candidates` in order on top of `parent`. It knows no consensus and no clock: equal arguments give equal
 * blocks. Candidates that cannot run are left out, each with its position and a reason. Nothing is on disk when the
 * promise resolves; the machine has the new state until it is moved.
 * @throws Fault when anything but the transactions themselves goes wrong; the machine must not be used after it
 */
export async function executeBlock(
  machine: Machine,
  parent: BlockHeader,
  candidates: Candidates,
  inputs: BlockInputs,
): Promise<RunBlock> {
  try {
    const { vm, state } = machine;
    const open = openHeader(machine, parent, inputs);
    await state.checkpoint();
    await beginBlock(vm, open);
    await inputs.edit?.(state);
    const { ran, refused } = await runTransactions(machine, open, candidates);
    await state.commit();
    const { root, changes } = state.finish();
    return { ...(await closeBlock(open, ran, root, vm.common)), refused, changes };
  } catch (cause) {
    throw toFault(`executing block ${parent.number + 1n}`, cause);
  }
}

function openHeader({ vm, timestampStep }: Machine, parent: BlockHeader, inputs: BlockInputs): BlockHeader {
  const least = parent.timestamp + timestampStep;
  if (inputs.timestamp < least) {
    throw new Error(
      `timestamp ${inputs.timestamp} is below ${least}: the parent has ${parent.timestamp}, and genesis a timestampStep of ${timestampStep}`,
    );
  }
  return createBlockHeader(
    {
      ...emptyHeaderFields,
      number: parent.number + 1n,
      parentHash: parent.hash(),
      timestamp: inputs.timestamp,
      coinbase: inputs.coinbase,
      mixHash: inputs.prevRandao,
      gasLimit: inputs.gasLimit ?? parent.gasLimit,
      baseFeePerGas: inputs.baseFeePerGas ?? parent.calcNextBaseFee(),
      extraData: inputs.extraData ?? new Uint8Array(),
    },
    { common: vm.common },
  );
}

/** The fault that a transaction met. It names the transaction, unless the database was at fault. */
function faultOf(tx: TypedTransaction, number: bigint, cause: unknown): Fault {
  const fault = toFault(`executing block ${number}`, cause);
  if (!isOfStorage(cause)) fault.transaction = tx;
  return fault;
}

function isOfStorage(cause: unknown): boolean {
  if (cause instanceof StorageError) return true;
  return cause instanceof Error && cause.cause !== undefined && isOfStorage(cause.cause);
}

/** Gas below which no transaction fits: each uses as much at the least. */
export const smallestTransaction = 21_000n;

async function runTransactions(
  machine: Machine,
  header: BlockHeader,
  candidates: Candidates,
): Promise<{ ran: RanTransaction[]; refused: RefusedCandidate[] }> {
  const { vm, state, permissions } = machine;
  const [ran, refused]: [RanTransaction[], RefusedCandidate[]] = [[], []];
  const block = new Block(header, [], [], [], { common: vm.common });
  let [position, gasUsed] = [0, 0n];
  for await (const tx of candidates) {
    const gasLeft = header.gasLimit - gasUsed;
    if (ran.length > 0 && gasLeft < smallestTransaction) break;
    const refusal =
      checkGasLimit(tx, header.gasLimit, gasLeft) ??
      checkForm(tx) ??
      checkRights(tx, permissions) ??
      (await checkAgainstState(tx, state, header));
    if (refusal) refused.push({ position, tx, refusal });
    else {
      const result = await runTransaction(machine, block, tx, gasUsed).catch((cause: unknown) => {
        throw faultOf(tx, header.number, cause);
      });
      gasUsed += result.totalGasSpent;
      const receipt = {
        type: tx.type,
        success: result.execResult.exceptionError === undefined,
        cumulativeGas: gasUsed,
        gasUsed: result.totalGasSpent,
        logs: result.receipt.logs,
      };
      ran.push({ tx, receipt, bloom: result.bloom });
    }
    position++;
  }
  return { ran, refused };
}

/** Checks that executing a block again gives the same block. */
export function assertSameBlock(given: Block, executed: Block): void {
  const [expected, got]: [Hex, Hex] = [bytesToHex(given.hash()), bytesToHex(executed.hash())];
  if (expected !== got) {
    throw toFault(
      `replaying block ${given.header.number}`,
      `the stored block is ${expected}, execution gives ${got}`,
    );
  }
}
