import type { BlockHeader } from '@ethereumjs/block';
import { equalsBytes, KECCAK256_NULL } from '@ethereumjs/util';
import { type CallMessage, CallRefused, type CallResult, runMessage } from './call.ts';
import type { Machine } from './machine.ts';

const transferGas = 21_000n;
/** The search ends when it is within this share of the answer: 1/64. */
const tolerance = 64n;

/** What an estimate found: the gas, or the result of the call that fails with all gas that is allowed. */
export type GasEstimate = { gas: bigint } | { failed: CallResult };

/**
 * The least gas with which a message succeeds, and with which the same comes of it as with all gas that is allowed; up
 * to 1/64 and a stipend too much where calls inside keep gas back.
 */
export async function estimateGas(
  machine: Machine,
  header: BlockHeader,
  message: CallMessage,
): Promise<GasEstimate> {
  const attempt = async (gas: bigint): Promise<CallResult | undefined> => {
    await machine.state.checkpoint();
    try {
      return await runMessage(machine.vm, header, { ...message, gas });
    } catch (error) {
      if (error instanceof CallRefused && gas !== message.gas) return undefined;
      throw error;
    } finally {
      await machine.state.revert();
    }
  };

  if (await isPlainTransfer(machine, message)) {
    const result = await attempt(transferGas);
    if (result?.success) return { gas: transferGas };
  }
  const withAll = await attempt(message.gas);
  if (!withAll?.success) return { failed: withAll! };
  let [low, high] = [withAll.gasUsed - 1n, message.gas];
  // Often it is just what was in use before refunds were taken off, or the floor of the calldata (EIP-7623). Not where
  // a call inside runs out of gas and its caller goes on: the same has to come of it.
  const exact = await attempt(withAll.maxUsedGas);
  if (exact && isSame(exact, withAll)) return { gas: withAll.maxUsedGas };
  // EIP-150 keeps back 1/64 at each call: a first guess that is often right.
  const guess = ((withAll.gasUsed + 2_300n) * 64n) / 63n;
  const guessed = guess < high ? await attempt(guess) : undefined;
  if (guessed && isSame(guessed, withAll)) return { gas: guess };
  if (guessed?.success) high = guess;
  while (low + 1n < high && (high - low) * tolerance > high) {
    const middle = (low + high) / 2n;
    if ((await attempt(middle))?.success) high = middle;
    else low = middle;
  }
  return { gas: high };
}

const isSame = (a: CallResult, b: CallResult): boolean =>
  a.success === b.success &&
  a.gasUsed === b.gasUsed &&
  a.maxUsedGas === b.maxUsedGas &&
  a.logs.length === b.logs.length &&
  equalsBytes(a.returnData, b.returnData);

async function isPlainTransfer(
  { state }: Machine,
  { to, data, authorizations }: CallMessage,
): Promise<boolean> {
  if (!to || data.length > 0 || authorizations.length > 0) return false;
  const account = await state.getAccount(to);
  return !account || Buffer.compare(account.codeHash, KECCAK256_NULL) === 0;
}
