import type { BlockHeader } from '@ethereumjs/block';
import type { TypedTransaction } from '@ethereumjs/tx';
import { Account } from '@ethereumjs/util';
import { decodeSigned } from '../block/decode-signed.ts';
import { isImpersonated } from '../block/impersonate.ts';
import type { Chain } from '../chain/chain.ts';
import {
  checkForm,
  checkGasLimit,
  checkRights,
  checkSender,
  maxCost,
  maxFeePerGas,
  type Refusal,
} from '../chain/check-transaction.ts';
import { explainTransaction } from './explain-transaction.ts';
import type { Mempool, PoolEntry } from './mempool.ts';

/** Bounds that admission adds to those of the pool. */
export interface AdmissionLimits {
  maxTransactionBytes: number;
  maxPoolPerAccount: number;
}

/** Decodes a signed transaction; a refusal when it is not one for this chain. */
export function decodeTransaction(
  bytes: Uint8Array,
  chain: Chain,
  maxBytes: number,
): TypedTransaction | Refusal {
  const tx = readTransaction(bytes, chain, maxBytes);
  return isRefusal(tx) ? tx : (checkSigner(tx, chain) ?? tx);
}

/** The same without a look at who signed it. */
export function readTransaction(
  bytes: Uint8Array,
  chain: Chain,
  maxBytes: number,
): TypedTransaction | Refusal {
  if (bytes.length > maxBytes) {
    return {
      code: 'size',
      reason: `transaction has ${bytes.length} bytes, more than the bound maxTransactionBytes ${maxBytes}`,
    };
  }
  try {
    const tx = decodeSigned(bytes, chain.common);
    if (isImpersonated(tx)) return { code: 'type', reason: 'not a signed transaction' };
    if (tx.type === 0 && tx.v !== undefined && tx.v < 35n) {
      return { code: 'type', reason: 'only replay-protected (EIP-155) transactions allowed over RPC' };
    }
    return tx;
  } catch (error) {
    return invalid(error, chain);
  }
}

/** A refusal when nobody can have signed the transaction. */
export function checkSigner(tx: TypedTransaction, chain: Chain): Refusal | undefined {
  try {
    tx.getSenderAddress();
    return undefined;
  } catch (error) {
    return invalid(error, chain);
  }
}

const invalid = (error: unknown, chain: Chain): Refusal => ({
  code: 'type',
  reason: `not a valid transaction: ${explainTransaction(error, chain.common)}`,
});

/** What admission looks at. */
export interface AdmissionParts {
  chain: Chain;
  pool: Mempool;
  limits: AdmissionLimits;
}

/** What the next block holds transactions against. */
type Bounds = Pick<BlockHeader, 'gasLimit' | 'baseFeePerGas'>;

/**
 * Checks a transaction against the head and lets it wait for a block. Rights come last, in the same turn in which it
 * begins to wait: a block that takes them away finds it in the pool, or is seen here.
 * @param next what is known of the block that comes; left out: as the head
 */
export async function admit(
  tx: TypedTransaction,
  parts: AdmissionParts,
  next: Bounds = parts.chain.head.header,
): Promise<PoolEntry | Refusal> {
  const account = await checkAgainstHead(tx, parts, next);
  if ('reason' in account) return account;
  return refusalInPool(tx, account, parts) ?? parts.pool.add(tx, account.nonce);
}

/** Why `admit` would refuse a transaction now; `undefined`: it would not. Nothing is added, nothing gives way. */
export async function refusalOf(tx: TypedTransaction, parts: AdmissionParts): Promise<Refusal | undefined> {
  const account = await checkAgainstHead(tx, parts, parts.chain.head.header);
  if ('reason' in account) return account;
  return refusalInPool(tx, account, parts) ?? parts.pool.refusalOf(tx, account.nonce);
}

/** What is looked at in the turn in which a transaction begins to wait. */
const refusalInPool = (tx: TypedTransaction, account: Account, parts: AdmissionParts): Refusal | undefined =>
  checkTogether(tx, account, parts.pool) ?? checkRights(tx, parts.chain.permissions);

/** A sender can pay for all of its transactions that wait: what it cannot would be taken up for nothing. */
function checkTogether(tx: TypedTransaction, { balance }: Account, pool: Mempool): Refusal | undefined {
  const waiting = [...pool.of(tx.getSenderAddress().toString()).values()];
  const others = waiting.filter((entry) => entry.tx.nonce !== tx.nonce);
  const needed = others.reduce((sum, entry) => sum + maxCost(entry.tx), maxCost(tx));
  if (needed <= balance) return undefined;
  return {
    code: 'funds',
    reason: `insufficient funds for gas * price + value: balance ${balance}, needed ${needed} together with the ${others.length} that wait`,
  };
}

/** The sender's account, if it could send this. */
async function checkAgainstHead(
  tx: TypedTransaction,
  { chain, limits }: AdmissionParts,
  next: Bounds,
): Promise<Account | Refusal> {
  const { header } = chain.head;
  const refusal = checkForm(tx) ?? checkGasLimit(tx, next.gasLimit) ?? checkFee(tx, next);
  if (refusal) return refusal;
  const state = chain.stateAt(header);
  const account = (await state.getAccount(tx.getSenderAddress())) ?? new Account();
  if (tx.nonce < account.nonce) {
    return {
      code: 'nonce-too-low',
      reason: `nonce too low: next nonce ${account.nonce}, tx nonce ${tx.nonce}`,
    };
  }
  if (tx.nonce >= account.nonce + BigInt(limits.maxPoolPerAccount)) {
    return {
      code: 'nonce-too-high',
      reason: `nonce too high: next nonce ${account.nonce}, tx nonce ${tx.nonce}`,
    };
  }
  return (await checkSender(tx, account, state)) ?? account;
}

/** Below the lowest base fee that any later block could have, a transaction would wait for ever. */
function checkFee(tx: TypedTransaction, { baseFeePerGas }: Bounds): Refusal | undefined {
  if (maxFeePerGas(tx) > 0n || baseFeePerGas === 0n) return undefined;
  return { code: 'fee', reason: `max fee per gas is 0, the base fee is ${baseFeePerGas}` };
}

/** True if `admit` or `decodeTransaction` said no. */
export const isRefusal = (result: PoolEntry | TypedTransaction | Refusal): result is Refusal =>
  'reason' in result;
