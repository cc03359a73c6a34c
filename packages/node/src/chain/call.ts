import { Block, type BlockHeader } from '@ethereumjs/block';
import type { Log } from '@ethereumjs/evm';
import { createAccessList2930Tx, createEOACode7702Tx, getCalldataFloorGas } from '@ethereumjs/tx';
import { Account, type Address, bigIntMax, bigIntMin, bytesToUnprefixedHex } from '@ethereumjs/util';
import type { VM } from '@ethereumjs/vm';
import { DelegationEvm } from '@evm-ml/evm';
import type { Hex } from 'viem';
import { type Authorizations, applyAuthorizations } from './apply-authorizations.ts';

/** A message as a transaction would send it, without a signature. */
export interface CallMessage {
  from: Address;
  to: Address | undefined;
  gas: bigint;
  /** 0: the call pays nothing and needs no balance for gas. */
  gasPrice: bigint;
  value: bigint;
  data: Uint8Array;
  accessList: { address: Hex; storageKeys: Hex[] }[];
  /** EIP-7702 authorizations; empty: none. */
  authorizations: Authorizations;
}

/** What came of a call. */
export interface CallResult {
  success: boolean;
  /** Output, revert data, or the code of a created contract. */
  returnData: Uint8Array;
  /** Gas that a transaction would use, refunds taken off. */
  gasUsed: bigint;
  /** The most gas that was in use, before refunds were taken off. */
  maxUsedGas: bigint;
  /** Name of the EVM's error, when it failed. */
  error: string | undefined;
  logs: Log[];
}

/** The message could not even start: the sender cannot pay, or the gas does not cover the start. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused';
}

/** Gas that is due before the first instruction, and the floor that calldata sets (EIP-7623). */
export function intrinsicGas(message: CallMessage, vm: VM): { intrinsic: bigint; floor: bigint } {
  const { to, data, value, accessList, authorizations } = message;
  const fields = { ...(to && { to }), data, value, gasLimit: 0n, accessList };
  const options = { common: vm.common, allowUnlimitedInitCodeSize: true };
  const tx =
    authorizations.length > 0
      ? createEOACode7702Tx({ ...fields, authorizationList: authorizations }, options)
      : createAccessList2930Tx(fields, options);
  return { intrinsic: tx.getIntrinsicGas(), floor: getCalldataFloorGas(tx) };
}

/**
 * Runs a message in the machine's present state as a transaction in a block with `header` would run, and leaves its
 * changes for the caller to keep or revert.
 */
export async function runMessage(
  vm: VM,
  header: BlockHeader,
  message: CallMessage,
  { reportAccessList = false } = {},
): Promise<CallResult> {
  const { intrinsic, floor } = intrinsicGas(message, vm);
  const needed = bigIntMax(intrinsic, floor);
  if (message.gas < needed) {
    throw new CallRefused(`intrinsic gas too low: gas limit ${message.gas}, at least ${needed} needed`);
  }
  if (message.authorizations.length > 0 && permitsOf(vm)?.mayDeploy(message.from) === false)
    throw new CallRefused(`account ${message.from} may not send authorizations (EIP-7702) on this chain`);
  await buyGas(vm, message);
  await warmUp(vm, header, message, reportAccessList);
  await raiseNonce(vm, message.from);
  const authorizationRefund = await applyAuthorizations(vm, message.authorizations);
  const { execResult, createdAddress } = await vm.evm.runCall({
    block: new Block(header, [], [], [], { common: vm.common }),
    caller: message.from,
    ...(message.to && { to: message.to }),
    gasLimit: message.gas - intrinsic,
    gasPrice: message.gasPrice,
    value: message.value,
    data: message.data,
    skipNonceIncrement: true,
  });
  const error = execResult.exceptionError?.error;
  const gasUsed = afterRefund(
    intrinsic + execResult.executionGasUsed,
    (execResult.gasRefund ?? 0n) + authorizationRefund,
    floor,
    vm,
  );
  await settleGas(vm, header, message, gasUsed);
  return {
    success: error === undefined,
    returnData:
      createdAddress && !error ? await vm.stateManager.getCode(createdAddress) : execResult.returnValue,
    gasUsed,
    maxUsedGas: bigIntMax(intrinsic + execResult.executionGasUsed, floor),
    error,
    logs: execResult.logs ?? [],
  };
}

const permitsOf = ({ evm }: VM) => (evm instanceof DelegationEvm ? evm.permits : undefined);

/** Fees as `eth_call` sees them: without a price, no base fee either (as go-ethereum does). */
export const hasPrice = (message: Pick<CallMessage, 'gasPrice'>): boolean => message.gasPrice > 0n;

function afterRefund(used: bigint, refund: bigint, floor: bigint, vm: VM): bigint {
  const most = used / vm.common.param('maxRefundQuotient');
  return bigIntMax(used - bigIntMin(refund, most), floor);
}

/** Takes the price of all gas from the sender, before anything runs. */
async function buyGas(vm: VM, { from, gas, gasPrice, value }: CallMessage): Promise<void> {
  const account = (await vm.stateManager.getAccount(from)) ?? new Account();
  const { balance } = account;
  const needed = gas * gasPrice + value;
  if (balance < needed) {
    throw new CallRefused(
      `insufficient funds for gas * price + value: address ${from} has ${balance}, needs ${needed}`,
    );
  }
  if (gasPrice > 0n) await addToBalance(vm, from, -gas * gasPrice);
}

/** Before authorizations are looked at, as in a transaction: a sender signs its own with the next nonce (EIP-7702). */
async function raiseNonce({ stateManager, evm }: VM, sender: Address): Promise<void> {
  const account = (await stateManager.getAccount(sender)) ?? new Account();
  account.nonce++;
  await evm.journal.putAccount(sender, account);
}

/** The sender gets back what it did not use; the block's account gets what is above the base fee. */
async function settleGas(
  vm: VM,
  { coinbase, baseFeePerGas = 0n }: BlockHeader,
  { from, gas, gasPrice }: CallMessage,
  gasUsed: bigint,
): Promise<void> {
  if (gasPrice === 0n) return;
  await addToBalance(vm, from, (gas - gasUsed) * gasPrice);
  if (gasPrice > baseFeePerGas) await addToBalance(vm, coinbase, gasUsed * (gasPrice - baseFeePerGas));
}

async function addToBalance({ stateManager }: VM, address: Address, amount: bigint): Promise<void> {
  const account = (await stateManager.getAccount(address)) ?? new Account();
  account.balance += amount;
  await stateManager.putAccount(address, account);
}

/** EIP-2929, 2930 and 3651: what a transaction finds warm. */
async function warmUp(
  vm: VM,
  header: BlockHeader,
  { from, to, accessList }: CallMessage,
  reportAccessList: boolean,
): Promise<void> {
  const { journal, precompiles } = vm.evm;
  await journal.cleanup();
  // What is declared is reported, too.
  if (reportAccessList) journal.startReportingAccessList();
  vm.stateManager.originalStorageCache.clear();
  for (const precompile of precompiles.keys()) journal.addAlwaysWarmAddress(precompile);
  for (const address of [from, header.coinbase, ...(to ? [to] : [])]) {
    journal.addAlwaysWarmAddress(bytesToUnprefixedHex(address.bytes));
  }
  for (const { address, storageKeys } of accessList) {
    journal.addAlwaysWarmAddress(address.slice(2), true);
    for (const key of storageKeys) journal.addAlwaysWarmSlot(address.slice(2), key.slice(2), true);
  }
}
