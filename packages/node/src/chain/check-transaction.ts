import type { BlockHeader } from '@ethereumjs/block';
import type { StateManagerInterface } from '@ethereumjs/common';
import { getCalldataFloorGas, type TypedTransaction } from '@ethereumjs/tx';
import { Account, bigIntMax, equalsBytes, KECCAK256_NULL } from '@ethereumjs/util';
import { delegateOf } from '@evm-ml/evm';
import { isImpersonated, senderOf } from '../block/impersonate.ts';
import type { Permissions } from '../permissions/permissions.ts';

/** Why a transaction cannot be in a block. `reason` is a sentence for the sender. */
export interface Refusal {
  code:
    | 'nonce-too-low'
    | 'nonce-too-high'
    | 'funds'
    /** Gas that no block has, or that does not cover the start. */
    | 'gas'
    /** Gas that this block has not left. */
    | 'full'
    | 'fee'
    | 'sender'
    | 'type'
    | 'size'
    /** Its sender may not send, or not such a transaction. */
    | 'rights'
    /** It waits already. */
    | 'known'
    | 'pool';
  reason: string;
}

/** Highest price a gas that the transaction pays. */
export const maxFeePerGas = (tx: TypedTransaction): bigint =>
  'maxFeePerGas' in tx ? tx.maxFeePerGas : tx.gasPrice;

/** What the sender must own: value and gas at the highest price. */
export const maxCost = (tx: TypedTransaction): bigint => tx.value + tx.gasLimit * maxFeePerGas(tx);

/**
 * Transactions whose form this process has found good. A transaction never changes, so what admission has checked is
 * not checked again when it is executed here; one that came in a block of another proposer was never admitted here,
 * is another object, and is checked in full.
 */
const wellFormed = new WeakSet<TypedTransaction>();

/** Checks that need nothing but the transaction. */
export function checkForm(tx: TypedTransaction): Refusal | undefined {
  if (wellFormed.has(tx)) return undefined;
  if (tx.type === 3)
    return { code: 'type', reason: 'blob transactions are not supported: this chain has no blobs' };
  if (senderOf(tx) === undefined) return { code: 'type', reason: 'not a signed transaction' };
  const intrinsic = tx.getIntrinsicGas();
  const floor = getCalldataFloorGas(tx);
  const needed = bigIntMax(intrinsic, floor);
  if (tx.gasLimit < needed) {
    return {
      code: 'gas',
      reason: `intrinsic gas too low: gas limit ${tx.gasLimit}, at least ${needed} needed`,
    };
  }
  wellFormed.add(tx);
  return undefined;
}

/** Held against who may do what in the state before the block (rules D31, D32). */
export function checkRights(tx: TypedTransaction, permissions: Permissions | undefined): Refusal | undefined {
  if (!permissions || permissions.rules === 0n) return undefined;
  const sender = tx.getSenderAddress();
  const refused = (right: string): Refusal => ({
    code: 'rights',
    reason: `account ${sender} may not ${right} on this chain: its members decide who may`,
  });
  if (!permissions.maySend(sender, tx.to)) return refused('send transactions');
  const isCode = tx.to === undefined || tx.type === 4;
  if (isCode && !permissions.mayDeploy(sender))
    return refused(tx.type === 4 ? 'send authorizations (EIP-7702)' : 'deploy contracts');
  return undefined;
}

/** A transaction must fit a block, and what is left of it. */
export function checkGasLimit(
  { gasLimit }: TypedTransaction,
  blockGasLimit: bigint,
  gasLeft = blockGasLimit,
): Refusal | undefined {
  if (gasLimit > blockGasLimit)
    return { code: 'gas', reason: `gas limit ${gasLimit} exceeds the block gas limit ${blockGasLimit}` };
  if (gasLimit > gasLeft)
    return { code: 'full', reason: `gas limit ${gasLimit} exceeds the ${gasLeft} that the block has left` };
  return undefined;
}

/**
 * Checks against the state that the transaction would run in. What passes here, in `checkForm` and in
 * `checkGasLimit` runs; whatever `runTx` throws after that is a fault.
 */
export async function checkAgainstState(
  tx: TypedTransaction,
  state: StateManagerInterface,
  header: Pick<BlockHeader, 'baseFeePerGas'>,
): Promise<Refusal | undefined> {
  const sender = tx.getSenderAddress();
  const account = (await state.getAccount(sender)) ?? new Account();
  if (tx.nonce < account.nonce) {
    return {
      code: 'nonce-too-low',
      reason: `nonce too low: next nonce ${account.nonce}, tx nonce ${tx.nonce}`,
    };
  }
  if (tx.nonce > account.nonce) {
    return {
      code: 'nonce-too-high',
      reason: `nonce too high: next nonce ${account.nonce}, tx nonce ${tx.nonce}`,
    };
  }
  if (maxFeePerGas(tx) < (header.baseFeePerGas ?? 0n)) {
    return {
      code: 'fee',
      reason: `max fee per gas ${maxFeePerGas(tx)} is less than the base fee ${header.baseFeePerGas}`,
    };
  }
  return checkSender(tx, account, state);
}

/** The sender must be able to pay and must not be a contract (EIP-3607, with EIP-7702's exception) that nobody speaks for. */
export async function checkSender(
  tx: TypedTransaction,
  account: Account,
  state: StateManagerInterface,
): Promise<Refusal | undefined> {
  if (account.balance < maxCost(tx)) {
    return {
      code: 'funds',
      reason: `insufficient funds for gas * price + value: balance ${account.balance}, needed ${maxCost(tx)}`,
    };
  }
  if (equalsBytes(account.codeHash, KECCAK256_NULL) || isImpersonated(tx)) return undefined;
  const code = await state.getCode(tx.getSenderAddress());
  if (delegateOf(code)) return undefined;
  return { code: 'sender', reason: `sender ${tx.getSenderAddress()} is a contract (EIP-3607)` };
}
