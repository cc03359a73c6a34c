import { Block, type BlockHeader, createBlockHeader, genTransactionsTrieRoot } from '@ethereumjs/block';
import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import type { MerkleStateManager } from '@ethereumjs/statemanager';
import type { TypedTransaction } from '@ethereumjs/tx';
import { type Address, bytesToHex, equalsBytes, KECCAK256_RLP } from '@ethereumjs/util';
import { Bloom, encodeReceipt, type RunTxResult, runTx, type VM } from '@ethereumjs/vm';
import type { Hex } from 'viem';
import { beginBlock } from './begin-block.ts';
import { checkAgainstState, checkForm, type Refusal } from './check-transaction.ts';
import { toFault } from './fault.ts';
import { emptyHeaderFields } from './header.ts';
import type { Machine } from './machine.ts';
import type { Receipt } from './receipt.ts';

/** What consensus decides about a block besides its transactions. */
export interface BlockInputs {
  /** Seconds since 1970; not before the parent's. */
  timestamp: bigint;
  coinbase: Address;
  /** 32 bytes that PREVRANDAO gives. */
  prevRandao: Uint8Array;
  /** Left out: as the parent's. */
  gasLimit?: bigint;
  /** Left out: by EIP-1559 from the parent. */
  baseFeePerGas?: bigint;
  extraData?: Uint8Array;
  /** Changes the state before the transactions run. For development chains: such a block cannot be replayed. */
  edit?: ((state: MerkleStateManager) => Promise<void>) | undefined;
}

/** Transactions in the order in which they are to be tried. */
export type Candidates = Iterable<TypedTransaction> | AsyncIterable<TypedTransaction>;

/** A block, what its transactions left behind, and the candidates that are not in it. */
export interface ExecutedBlock {
  block: Block;
  receipts: Receipt[];
  refused: { tx: TypedTransaction; refusal: Refusal }[];
}

/**
 * Runs `candidates` in order on top of `parent`. It knows no consensus and no clock: equal arguments give equal
 * blocks. Candidates that cannot run are left out; those that no longer fit are not looked at. The new state is in
 * the machine's database when the promise resolves; nothing is on disk.
 * @throws Fault when anything but the transactions themselves goes wrong; the machine must not be used after it
 */
export async function executeBlock(
  machine: Machine,
  parent: BlockHeader,
  candidates: Candidates,
  inputs: BlockInputs,
): Promise<ExecutedBlock> {
  try {
    const { vm, state } = machine;
    if (!equalsBytes(await state.getStateRoot(), parent.stateRoot))
      await state.setStateRoot(parent.stateRoot);
    const open = openHeader(vm, parent, inputs);
    await state.checkpoint();
    await beginBlock(vm, open);
    await inputs.edit?.(state);
    const run = await runTransactions(machine, open, candidates);
    await state.commit();
    const block = await closeBlock(vm, open, run, await state.getStateRoot());
    return { block, receipts: run.receipts, refused: run.refused };
  } catch (cause) {
    throw toFault(`executing block ${parent.number + 1n}`, cause);
  }
}

function openHeader(vm: VM, parent: BlockHeader, inputs: BlockInputs): BlockHeader {
  if (inputs.timestamp < parent.timestamp) {
    throw new Error(`timestamp ${inputs.timestamp} is before the parent's ${parent.timestamp}`);
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

interface Run {
  transactions: TypedTransaction[];
  receipts: Receipt[];
  results: RunTxResult[];
  refused: ExecutedBlock['refused'];
  gasUsed: bigint;
}

/** Gas below which no transaction fits. */
const smallestTransaction = 21_000n;

async function runTransactions(
  { vm, state }: Machine,
  header: BlockHeader,
  candidates: Candidates,
): Promise<Run> {
  const run: Run = { transactions: [], receipts: [], results: [], refused: [], gasUsed: 0n };
  const block = new Block(header, [], [], [], { common: vm.common });
  for await (const tx of candidates) {
    const gasLeft = header.gasLimit - run.gasUsed;
    if (gasLeft < smallestTransaction) break;
    if (tx.gasLimit > gasLeft) continue;
    const refusal = checkForm(tx, header.gasLimit) ?? (await checkAgainstState(tx, state, header));
    if (refusal) {
      run.refused.push({ tx, refusal });
      continue;
    }
    const result = await runTx(vm, { tx, block, blockGasUsed: run.gasUsed, skipHardForkValidation: true });
    run.gasUsed += result.totalGasSpent;
    run.transactions.push(tx);
    run.results.push(result);
    run.receipts.push({
      type: tx.type,
      success: result.execResult.exceptionError === undefined,
      cumulativeGas: run.gasUsed,
      gasUsed: result.totalGasSpent,
      logs: result.receipt.logs,
    });
  }
  return run;
}

async function closeBlock(vm: VM, open: BlockHeader, run: Run, stateRoot: Uint8Array): Promise<Block> {
  const { common } = vm;
  const bloom = new Bloom(undefined, common);
  for (const result of run.results) bloom.or(result.bloom);
  const header = createBlockHeader(
    {
      ...open,
      stateRoot,
      gasUsed: run.gasUsed,
      logsBloom: bloom.bitvector,
      transactionsTrie: await genTransactionsTrieRoot(run.transactions, new MerklePatriciaTrie({ common })),
      receiptTrie: await receiptsRoot(vm, run),
    },
    { common },
  );
  return new Block(header, run.transactions, [], [], { common });
}

async function receiptsRoot(vm: VM, { results, transactions }: Run): Promise<Uint8Array> {
  if (results.length === 0) return KECCAK256_RLP;
  const trie = new MerklePatriciaTrie({ common: vm.common });
  for (const [index, { receipt }] of results.entries()) {
    await trie.put(RLP.encode(index), encodeReceipt(receipt, transactions[index]!.type));
  }
  return trie.root();
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
