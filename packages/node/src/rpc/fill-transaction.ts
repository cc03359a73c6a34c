import type { TypedTransaction, TypedTxData } from '@ethereumjs/tx';
import { createTx } from '@ethereumjs/tx';
import { createZeroAddress, hexToBytes } from '@ethereumjs/util';
import { estimateGas } from '../chain/estimate-gas.ts';
import { impersonate } from '../chain/impersonate.ts';
import { callError, callHeader, refusalToError, toCallMessage } from './call-message.ts';
import { serverError } from './errors.ts';
import { lendMachine } from './lend-machine.ts';
import type { RpcContext } from './method.ts';
import type { CallRequest } from './schema.ts';

const defaultTip = 1_000_000_000n;

/** Fills in nonce, gas and fees of a request as a wallet would. */
async function fill(context: RpcContext, request: CallRequest): Promise<TypedTxData> {
  const { chain, pool, limits } = context;
  const { header } = chain.head;
  const from = request.from ?? createZeroAddress();
  const sender = from.toString();
  const baseFee = header.calcNextBaseFee();
  const tip = request.maxPriorityFeePerGas ?? defaultTip;
  const accessList = request.accessList ?? [];
  const common = {
    nonce: request.nonce ?? pool.nextNonce(sender, await chain.nonceOf(sender)),
    gasLimit: request.gas ?? (await gasFor(context, request)),
    value: request.value ?? 0n,
    data: hexToBytes(request.input ?? request.data ?? '0x'),
    ...(request.to && { to: request.to }),
  };
  if (request.gasPrice != null) {
    return accessList.length > 0
      ? { ...common, type: 1, gasPrice: request.gasPrice, accessList }
      : { ...common, type: 0, gasPrice: request.gasPrice };
  }
  const fees = { maxPriorityFeePerGas: tip, maxFeePerGas: request.maxFeePerGas ?? baseFee * 2n + tip };
  const authorizationList = request.authorizationList ?? [];
  if (authorizationList.length > 0) return { ...common, ...fees, type: 4, accessList, authorizationList };
  return { ...common, ...fees, type: 2, accessList };

  function gasFor({ chain: { head } }: RpcContext, asked: CallRequest): Promise<bigint> {
    const message = toCallMessage(
      { ...asked, gasPrice: 0n, maxFeePerGas: null, maxPriorityFeePerGas: null },
      head.header,
      chain,
      limits,
    );
    return refusalToError(() =>
      lendMachine(chain, head.header, async (machine) => {
        const estimate = await estimateGas(machine, callHeader(head.header, message, chain), message);
        if ('failed' in estimate) throw callError(estimate.failed);
        return estimate.gas;
      }),
    );
  }
}

/** Turns a request into a transaction: signed with a development key, or of an impersonated account. */
export async function makeTransaction(context: RpcContext, request: CallRequest): Promise<TypedTransaction> {
  const { chain, accounts, impersonation } = context;
  const from = request.from ?? createZeroAddress();
  const known = accounts.find(({ address }) => address.toLowerCase() === from.toString());
  if (known) {
    return createTx(await fill(context, request), { common: chain.common }).sign(
      hexToBytes(known.privateKey),
    );
  }
  if (!impersonation.covers(from.toString())) {
    throw serverError(
      `unknown account ${from}: the node holds no key for it; sign with a wallet, or impersonate it on a development chain`,
    );
  }
  return impersonate(await fill(context, request), from, chain.common);
}
