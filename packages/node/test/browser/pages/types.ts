/** A page that speaks JSON-RPC by itself and takes types alone from @evm-ml/rpc. */
import type { MethodName, MethodParams, MethodResult } from '@evm-ml/rpc';

export async function ask<Name extends MethodName>(
  url: string,
  method: Name,
  ...params: MethodParams<Name>
): Promise<MethodResult<Name>> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const answer = (await (await fetch(url, { method: 'POST', body })).json()) as {
    result: MethodResult<Name>;
  };
  return answer.result;
}
