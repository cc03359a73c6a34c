import type { TypedTransaction } from '@ethereumjs/tx';
import { Account, equalsBytes, KECCAK256_NULL } from '@ethereumjs/util';
import type { Chain } from '../../chain/chain.ts';
import { checkAgainstState, checkForm, checkRights, maxCost } from '../../chain/check-transaction.ts';
import type { WorldState } from '../../state/world-state.ts';

/**
 * Gas that may take half a second and more, at the 400 ns for one gas of spec/gas.md: with what ran before it in a
 * proposal's second, too long for the two seconds that the engine waits for a proposer.
 */
const longGas = 1_250_000n;

/** True if a transaction may take so long that nobody would see the proposal of whoever runs it first. */
export const mayTakeLong = ({ gasLimit }: TypedTransaction): boolean => gasLimit > longGas;

/**
 * The first transactions of a selection, as far as they are sure to run one after the other on the head, whatever each
 * of them does: that is known without running them. What comes first has only to pass the checks; what comes after it
 * is of accounts without code, which nobody else spends from, that can pay the most that all of theirs may cost; all
 * may be sent; and the gas limits of all fit into a block. None follows one that sets code of accounts (EIP-7702).
 * @param selection by nonce for each sender, all of which pay the next block's base fee
 */
export async function* takeCertain(
  selection: Iterable<TypedTransaction>,
  chain: Chain,
): AsyncGenerator<TypedTransaction, void> {
  const { header } = chain.head;
  const state = chain.stateAt(header);
  const next = { baseFeePerGas: header.calcNextBaseFee() };
  const senders = new Map<string, Payer>();
  let gasLeft = header.gasLimit;
  let isFirst = true;
  for (const tx of selection) {
    gasLeft -= tx.gasLimit;
    if (gasLeft < 0n || checkForm(tx) || checkRights(tx, chain.permissions)) return;
    const payer = await payerOf(tx, state, senders);
    const runs = isFirst ? !(await checkAgainstState(tx, state, next)) : pays(payer, tx);
    if (!runs) return;
    payer.nonce++;
    payer.balance -= maxCost(tx);
    yield tx;
    if (setsCode(tx)) return;
    isFirst = false;
  }
}

/** An account, as it is at the least after what was taken. */
interface Payer {
  nonce: bigint;
  balance: bigint;
  readonly hasCode: boolean;
}

async function payerOf(tx: TypedTransaction, state: WorldState, known: Map<string, Payer>): Promise<Payer> {
  const sender = tx.getSenderAddress();
  const found = known.get(sender.toString());
  if (found) return found;
  const { nonce, balance, codeHash } = (await state.getAccount(sender)) ?? new Account();
  const payer = { nonce, balance, hasCode: !equalsBytes(codeHash, KECCAK256_NULL) };
  known.set(sender.toString(), payer);
  return payer;
}

const pays = ({ nonce, balance, hasCode }: Payer, tx: TypedTransaction): boolean =>
  !hasCode && !setsCode(tx) && tx.nonce === nonce && maxCost(tx) <= balance;

const setsCode = ({ type }: TypedTransaction): boolean => type === 4;
