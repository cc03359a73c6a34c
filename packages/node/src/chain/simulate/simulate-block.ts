import { Block, type BlockHeader, createBlockHeader, genTransactionsTrieRoot } from '@ethereumjs/block';
import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { createTx, type TypedTransaction } from '@ethereumjs/tx';
import { Account, type Address, concatBytes, KECCAK256_RLP } from '@ethereumjs/util';
import { Bloom } from '@ethereumjs/vm';
import { beginBlock } from '../begin-block.ts';
import { type CallMessage, type CallResult, runMessage } from '../call.ts';
import { emptyHeaderFields } from '../header.ts';
import type { Machine } from '../machine.ts';
import { collectLogs } from './collect-logs.ts';

/** A message with the nonce that its transaction would have. */
export interface SimulatedCall {
  message: CallMessage;
  nonce: bigint;
  /** For the transaction's encoding only. */
  maxFeePerGas: bigint;
  maxPriorityFeePerGas: bigint;
}

/** A block that was never sealed. */
export interface SimulatedBlock {
  block: Block;
  senders: Address[];
  results: CallResult[];
}

/** What is decided about a simulated block before it runs. */
export interface SimulatedHeader {
  number: bigint;
  timestamp: bigint;
  gasLimit: bigint;
  baseFeePerGas: bigint;
  coinbase: Address;
  prevRandao: Uint8Array;
}

/**
 * Runs calls as the transactions of a block and leaves their changes in the machine.
 * @param next gives the calls one by one; it sees the gas that is left and the state that the last one left
 */
export async function simulateBlock(
  machine: Machine,
  parent: BlockHeader,
  fields: SimulatedHeader,
  next: (gasLeft: bigint) => Promise<SimulatedCall | undefined>,
  traceTransfers: boolean,
): Promise<SimulatedBlock> {
  const { vm } = machine;
  const { prevRandao, ...rest } = fields;
  const base = { ...emptyHeaderFields, ...rest, parentHash: parent.hash(), mixHash: prevRandao };
  const open = createBlockHeader(base, { common: vm.common });
  await beginBlock(vm, open);
  const [transactions, senders, results]: [TypedTransaction[], Address[], CallResult[]] = [[], [], []];
  let gasUsed = 0n;
  for (let call = await next(fields.gasLimit); call; call = await next(fields.gasLimit - gasUsed)) {
    const result = await runCall(machine, open, call, traceTransfers);
    gasUsed += result.gasUsed;
    await payFees(machine, open, call.message, result.gasUsed);
    results.push(result);
    senders.push(call.message.from);
    transactions.push(toTransaction(call, vm.common));
  }
  const header = createBlockHeader(
    {
      ...base,
      gasUsed,
      stateRoot: await machine.state.getStateRoot(),
      logsBloom: bloomOf(results, vm.common).bitvector,
      transactionsTrie: await genTransactionsTrieRoot(
        transactions,
        new MerklePatriciaTrie({ common: vm.common }),
      ),
      receiptTrie: await receiptsRoot(results, transactions, vm.common),
    },
    { common: vm.common },
  );
  return { block: new Block(header, transactions, [], [], { common: vm.common }), senders, results };
}

/** The sender pays for the gas, the coinbase gets what is above the base fee. */
async function payFees(
  { state }: Machine,
  header: BlockHeader,
  { from, gasPrice }: CallMessage,
  gasUsed: bigint,
) {
  if (gasPrice === 0n) return;
  const add = async (address: Address, amount: bigint) => {
    const account = (await state.getAccount(address)) ?? new Account();
    account.balance += amount;
    await state.putAccount(address, account);
  };
  await add(from, -gasUsed * gasPrice);
  await add(header.coinbase, gasUsed * (gasPrice - (header.baseFeePerGas ?? 0n)));
}

async function runCall(machine: Machine, header: BlockHeader, call: SimulatedCall, traceTransfers: boolean) {
  if (!traceTransfers) return runMessage(machine.vm, header, call.message);
  const collected = collectLogs(machine);
  const result = await runMessage(machine.vm, header, call.message);
  collected.stop();
  return { ...result, logs: collected.logs };
}

/** An unsigned transaction, so that the block has a body and hashes. */
function toTransaction(
  { message, nonce, ...fees }: SimulatedCall,
  common: Machine['vm']['common'],
): TypedTransaction {
  const { to, gas, value, data, accessList } = message;
  const fields = { type: 2, nonce, gasLimit: gas, value, data, accessList, ...fees, ...(to && { to }) };
  const tx = createTx(
    { ...fields, v: 0n, r: 0n, s: 0n },
    { common, freeze: false, allowUnlimitedInitCodeSize: true },
  );
  Object.defineProperty(tx, 'getSenderAddress', { value: () => message.from });
  return tx;
}

function bloomOf(results: readonly CallResult[], common: Machine['vm']['common']): Bloom {
  const bloom = new Bloom(undefined, common);
  for (const [address, topics] of results.flatMap(({ logs }) => logs)) {
    for (const item of [address, ...topics]) bloom.add(item);
  }
  return bloom;
}

async function receiptsRoot(
  results: readonly CallResult[],
  txs: readonly TypedTransaction[],
  common: Machine['vm']['common'],
) {
  if (results.length === 0) return KECCAK256_RLP;
  const trie = new MerklePatriciaTrie({ common });
  let cumulative = 0n;
  for (const [index, result] of results.entries()) {
    cumulative += result.gasUsed;
    const receipt = [result.success ? 1 : 0, cumulative, bloomOf([result], common).bitvector, result.logs];
    await trie.put(RLP.encode(index), concatBytes(Uint8Array.of(txs[index]!.type), RLP.encode(receipt)));
  }
  return trie.root();
}
