/** A page that checks what a node answers. */
import { methods } from '@evm-ml/rpc';

export async function ask(url: string, method: keyof typeof methods, ...params: unknown[]) {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const { result } = (await (await fetch(url, { method: 'POST', body })).json()) as { result: unknown };
  return methods[method].result.safeParse(result).success;
}
