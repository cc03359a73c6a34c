import { type Account, bigIntMax, bigIntMin, equalsBytes, KECCAK256_NULL } from '@ethereumjs/util';
import { delegateOf } from '@evm-ml/evm';
import { type CallRequest, simulationErrorCode } from '@evm-ml/rpc';
import { intrinsicGas } from '../../chain/call.ts';
import type { Machine } from '../../chain/machine.ts';
import type { SimulatedCall, SimulatedHeader } from '../../chain/simulate/simulate-block.ts';
import { feesOf, toMessage } from '../call-message.ts';
import { limitExceeded, RpcError } from '../errors.ts';
import { assertOneTransaction } from '../transaction-type.ts';

/** No transaction may have it (EIP-2681). */
const highestNonce = 2n ** 64n - 1n;

/** Gas that all calls of a simulation may use together; `left` is what there was before the block. */
export interface GasBudget {
  readonly maxCallGas: number;
  left: bigint;
}

/**
 * Gives the calls of a block one after another. A call that names no gas may use what is left of the block and of the
 * budget; the cap of a single transaction does not hold here.
 * @param validation check them as transactions
 */
export function nextCall(
  machine: Machine,
  header: SimulatedHeader,
  calls: readonly CallRequest[],
  budget: GasBudget,
  validation: boolean,
): (gasLeft: bigint) => Promise<SimulatedCall | undefined> {
  const waiting = [...calls];
  return async (gasLeft) => {
    const request = waiting.shift();
    if (!request) return undefined;
    if (request.gas != null && request.gas > gasLeft) {
      throw new RpcError(
        simulationErrorCode.blockGas,
        `block gas limit reached: ${request.gas} > ${gasLeft} left`,
      );
    }
    const budgetLeft = budget.left - (header.gasLimit - gasLeft);
    if (budgetLeft === 0n) {
      throw limitExceeded('maxCallGas', budget.maxCallGas, 'simulate fewer calls at once');
    }
    const gas = bigIntMin(request.gas ?? gasLeft, budgetLeft);
    assertOneTransaction(request, machine.vm.common.chainId());
    const message = toMessage(request, gas, header.baseFeePerGas);
    const account = await machine.state.getAccount(message.from);
    const call: SimulatedCall = {
      message,
      nonce: request.nonce ?? account?.nonce ?? 0n,
      ...feesOf(request, header.baseFeePerGas),
    };
    if (call.nonce >= highestNonce) {
      throw new RpcError(
        simulationErrorCode.nonceTooHigh,
        `nonce has its highest value: address ${message.from}`,
      );
    }
    assertStarts(machine, call, account);
    if (validation) await assertValid(machine, call, header, account);
    return call;
  };
}

/** Gas and funds are needed in any case. */
function assertStarts(
  { vm }: Machine,
  { message, maxFeePerGas }: SimulatedCall,
  account: Account | undefined,
): void {
  const { intrinsic, floor } = intrinsicGas(message, vm);
  if (message.gas < intrinsic || message.gas < floor) {
    throw new RpcError(
      simulationErrorCode.intrinsicGas,
      `intrinsic gas too low: have ${message.gas}, want ${bigIntMax(intrinsic, floor)}`,
    );
  }
  if ((account?.balance ?? 0n) < message.value + message.gas * maxFeePerGas) {
    throw new RpcError(
      simulationErrorCode.funds,
      `insufficient funds for gas * price + value: address ${message.from}`,
    );
  }
}

async function assertValid(
  { state }: Machine,
  { message, nonce, maxFeePerGas }: SimulatedCall,
  { baseFeePerGas }: SimulatedHeader,
  account: Account | undefined,
): Promise<void> {
  const expected = account?.nonce ?? 0n;
  if (nonce < expected) {
    throw new RpcError(
      simulationErrorCode.nonceTooLow,
      `nonce too low: next nonce ${expected}, tx nonce ${nonce}`,
    );
  }
  if (nonce > expected) {
    throw new RpcError(
      simulationErrorCode.nonceTooHigh,
      `nonce too high: next nonce ${expected}, tx nonce ${nonce}`,
    );
  }
  if (maxFeePerGas < baseFeePerGas) {
    throw new RpcError(
      simulationErrorCode.feeTooLow,
      `max fee per gas less than block base fee: ${maxFeePerGas} < ${baseFeePerGas}`,
    );
  }
  const isContract = account !== undefined && !equalsBytes(account.codeHash, KECCAK256_NULL);
  if (isContract && !delegateOf(await state.getCode(message.from)))
    throw new RpcError(simulationErrorCode.senderIsContract, `sender ${message.from} is not an EOA`);
}
