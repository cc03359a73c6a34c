import { type Block, type BlockHeader, createBlockHeader } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import type { Log } from '@ethereumjs/evm';
import { createTx, type TypedTransaction } from '@ethereumjs/tx';
import type { Address } from '@ethereumjs/util';
import { Bloom } from '@ethereumjs/vm';
import { emptyHeaderFields } from '../../block/header.ts';
import { beginBlock } from '../begin-block.ts';
import { type CallMessage, type CallResult, runMessage } from '../call.ts';
import { closeBlock, type RanTransaction } from '../close-block.ts';
import type { Machine } from '../machine.ts';
import { collectLogs, type ShownLog } from './collect-logs.ts';

/** A message with the nonce that its transaction would have. */
export interface SimulatedCall {
  message: CallMessage;
  nonce: bigint;
  /** For the transaction's encoding only. */
  maxFeePerGas: bigint;
  maxPriorityFeePerGas: bigint;
}

/** What came of a simulated call. */
export interface SimulatedResult extends CallResult {
  /** Its logs, and transfers of ether as if they were logs. Those are in no receipt. */
  shownLogs: ShownLog[];
}

/** A block that was never sealed. */
export interface SimulatedBlock {
  block: Block;
  senders: Address[];
  results: SimulatedResult[];
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
  const { vm, state, permissions } = machine;
  // What an earlier one of the simulated blocks has changed binds this one.
  permissions?.moveTo(state.seen());
  const { prevRandao, ...rest } = fields;
  const open = createBlockHeader(
    { ...emptyHeaderFields, ...rest, parentHash: parent.hash(), mixHash: prevRandao },
    { common: vm.common },
  );
  await beginBlock(vm, open);
  const [ran, senders, results]: [RanTransaction[], Address[], SimulatedResult[]] = [[], [], []];
  let [cumulativeGas, logCount] = [0n, 0];
  for (let call = await next(fields.gasLimit); call; call = await next(fields.gasLimit - cumulativeGas)) {
    const { result, nextLog } = await runCall(machine, open, call, traceTransfers, logCount);
    const { success, gasUsed, logs } = result;
    logCount = nextLog;
    cumulativeGas += gasUsed;
    results.push(result);
    senders.push(call.message.from);
    const tx = toTransaction(call, vm.common);
    const receipt = { type: tx.type, success, cumulativeGas, gasUsed, logs };
    ran.push({ tx, receipt, bloom: bloomOf(logs, vm.common) });
  }
  const { block } = await closeBlock(open, ran, await machine.state.getStateRoot(), vm.common);
  return { block, senders, results };
}

async function runCall(
  machine: Machine,
  header: BlockHeader,
  call: SimulatedCall,
  traceTransfers: boolean,
  firstLog: number,
): Promise<{ result: SimulatedResult; nextLog: number }> {
  const collected = traceTransfers ? collectLogs(machine, firstLog) : undefined;
  const result = await runMessage(machine.vm, header, call.message);
  const nextLog = collected?.stop() ?? firstLog + result.logs.length;
  // Removes the empty accounts that the call touched (EIP-158).
  await machine.vm.evm.journal.cleanup();
  const shownLogs = collected?.logs ?? result.logs.map((log, offset) => ({ log, index: firstLog + offset }));
  return { result: { ...result, shownLogs }, nextLog };
}

/** An unsigned transaction, so that the block has a body and hashes. */
function toTransaction({ message, nonce, ...fees }: SimulatedCall, common: Common): TypedTransaction {
  const { to, gas, value, data, accessList, authorizations } = message;
  const fields = { nonce, gasLimit: gas, value, data, accessList, ...fees, ...(to && { to }) };
  const typed =
    authorizations.length > 0
      ? { ...fields, type: 4, authorizationList: authorizations }
      : { ...fields, type: 2 };
  const tx = createTx(
    { ...typed, v: 0n, r: 0n, s: 0n },
    { common: withoutGasCap(common), freeze: false, allowUnlimitedInitCodeSize: true },
  );
  Object.defineProperty(tx, 'getSenderAddress', { value: () => message.from });
  return tx;
}

/** Rules without EIP-7825: simulated calls may use more gas than one transaction could. */
function withoutGasCap(common: Common): Common {
  const uncapped = common.copy();
  const active = uncapped.isActivatedEIP.bind(uncapped);
  uncapped.isActivatedEIP = (eip) => eip !== 7825 && active(eip);
  return uncapped;
}

function bloomOf(logs: readonly Log[], common: Common): Bloom {
  const bloom = new Bloom(undefined, common);
  for (const [address, topics] of logs) for (const item of [address, ...topics]) bloom.add(item);
  return bloom;
}
