import { type BlockHeader, createBlockHeader } from '@ethereumjs/block';
import {
  type Address,
  bigIntMin,
  createAddressFromString,
  createZeroAddress,
  hexToBytes,
} from '@ethereumjs/util';
import { type CallRequest, errorCode } from '@evm-ml/rpc';
import type { CallMessage, CallResult } from '../chain/call.ts';
import { CallRefused } from '../chain/call.ts';
import type { ChainView } from '../chain/chain-view.ts';
import { evmErrorName } from '../chain/evm-error-names.ts';
import { describeRevert } from '../chain/revert-reason.ts';
import type { Limits } from '../config/limits.ts';
import { RpcError } from './errors.ts';
import { toData } from './format/hex.ts';
import { toAuthorizations } from './to-authorizations.ts';
import { assertOneTransaction } from './transaction-type.ts';

/** Fills in what a call request leaves out. Its gas is bounded by the block, the transaction cap and the config. */
export function toCallMessage(
  request: CallRequest,
  header: Pick<BlockHeader, 'gasLimit' | 'baseFeePerGas'>,
  chain: ChainView,
  limits: Limits,
): CallMessage {
  const cap = bigIntMin(
    header.gasLimit,
    chain.common.param('maxTransactionGasLimit'),
    BigInt(limits.maxCallGas),
  );
  assertOneTransaction(request, chain.common.chainId());
  return toMessage(request, bigIntMin(request.gas ?? cap, cap), header.baseFeePerGas ?? 0n);
}

/** Fills in what a request of one transaction leaves out, with so much gas. */
export function toMessage(request: CallRequest, gas: bigint, baseFee: bigint): CallMessage {
  return {
    from: senderOf(request),
    to: request.to ? createAddressFromString(request.to) : undefined,
    gas,
    gasPrice: effectivePrice(request, baseFee),
    value: request.value ?? 0n,
    data: hexToBytes(request.input ?? request.data ?? '0x'),
    accessList: request.accessList ?? [],
    authorizations: toAuthorizations(request.authorizationList),
  };
}

/** Who a request speaks for: nobody's address if it does not say. */
export const senderOf = ({ from }: CallRequest): Address =>
  from ? createAddressFromString(from) : createZeroAddress();

/** The most that a request pays for each gas, and what of it is above the base fee; nothing said: nothing paid. */
export function feesOf(
  { gasPrice, maxFeePerGas, maxPriorityFeePerGas }: CallRequest,
  baseFee: bigint,
): { maxFeePerGas: bigint; maxPriorityFeePerGas: bigint } {
  if (gasPrice != null) return { maxFeePerGas: gasPrice, maxPriorityFeePerGas: gasPrice };
  const tip = maxPriorityFeePerGas ?? 0n;
  return { maxFeePerGas: maxFeePerGas ?? (tip > 0n ? baseFee + tip : 0n), maxPriorityFeePerGas: tip };
}

function effectivePrice(request: CallRequest, baseFee: bigint): bigint {
  const fees = feesOf(request, baseFee);
  return bigIntMin(baseFee + fees.maxPriorityFeePerGas, fees.maxFeePerGas);
}

/** The header that a call sees: as the block's, with a base fee of 0 when the call names no price. */
export function callHeader(header: BlockHeader, message: CallMessage, chain: ChainView): BlockHeader {
  if (message.gasPrice > 0n) return header;
  return createBlockHeader({ ...header, baseFeePerGas: 0n }, { common: chain.common });
}

/** Turns a failed call into the error that clients know: code 3 with the revert data, or -32000. */
export function callError(result: CallResult): RpcError {
  if (result.error === 'revert') {
    const data = toData(result.returnData);
    const reason = describeRevert(data);
    return new RpcError(
      errorCode.reverted,
      reason ? `execution reverted: ${reason}` : 'execution reverted',
      data,
    );
  }
  return new RpcError(errorCode.server, evmErrorName(result.error ?? 'execution failed'));
}

/** Runs work that may refuse to start, and tells the client why. */
export async function refusalToError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CallRefused) throw new RpcError(errorCode.server, error.message);
    throw error;
  }
}
