import { PERMISSIONS_ADDRESS, permissionsAbi } from '@evm-ml/evm';
import { waitForReceipt } from '@evm-ml/evm/viem';
import { type Abi, parseEventLogs, type TransactionReceipt } from 'viem';
import { UserError } from '../errors.ts';
import { readAccount } from '../io/key.ts';
import { connect, connectWallet } from '../rpc/client.ts';
import { expectMembers } from './read-members.ts';

/** Who signs, and where. */
export interface SigningFlags {
  rpc: string;
  key?: string;
  passwordFile?: string;
}

/** What a call of a member did. */
export interface Decided {
  /** Of the proposal that it was about. */
  readonly number: number | undefined;
  /** True if the proposal's changes were made. */
  readonly isDone: boolean;
  readonly receipt: TransactionReceipt;
}

/**
 * Has a member call the contract, and waits until that is in a block.
 * @throws UserError on a chain without members; errors of viem, with the contract's own where it refuses
 */
export async function decide(
  functionName: 'propose' | 'vote' | 'revokeVote' | 'withdraw' | 'execute',
  args: readonly unknown[],
  { rpc, key, passwordFile }: SigningFlags,
): Promise<Decided> {
  const client = await connect(rpc);
  await expectMembers(client);
  const wallet = await connectWallet(rpc, await readAccount(key, passwordFile));
  const call = { address: PERMISSIONS_ADDRESS, abi: permissionsAbi as Abi, functionName, args } as const;
  // A refusal is met here, where the contract says why, and costs nothing.
  await client.simulateContract({ ...call, account: wallet.account });
  const hash = await wallet.writeContract(call);
  const receipt = await waitForReceipt(client, { hash });
  if (receipt.status !== 'success')
    throw new UserError(
      `${hash} failed: somebody else decided meanwhile; look at "evm-ml members proposals".`,
    );
  const events = parseEventLogs({ abi: permissionsAbi, logs: receipt.logs });
  const about = events.find(({ args }) => 'id' in args)?.args;
  return {
    number: about && 'id' in about ? Number(about.id) : undefined,
    isDone: events.some(({ eventName }) => eventName === 'Executed'),
    receipt,
  };
}
