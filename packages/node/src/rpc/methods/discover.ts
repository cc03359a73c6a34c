import { z } from 'zod';
import { type MethodTable, method } from '../method.ts';
import { createDocument, namespaceOf, type OpenRpcDocument } from '../openrpc/document.ts';
import * as result from '../results/index.ts';

/** What a table of methods says about itself, this included. */
export function discoveryMethods(methods: MethodTable): MethodTable {
  let document: OpenRpcDocument | undefined;
  const discovery: MethodTable = {
    rpc_discover: method(
      'This description: every method that the node serves, with schemas (OpenRPC).',
      {},
      z.looseObject({ openrpc: z.string() }),
      () => {
        document ??= createDocument({ ...methods, ...discovery });
        return { ...document };
      },
    ),

    rpc_modules: method(
      'Namespaces that the node serves, with their versions.',
      {},
      z.record(z.string(), result.text),
      () =>
        Object.fromEntries(
          [...new Set(Object.keys({ ...methods, ...discovery }).map(namespaceOf))]
            .sort()
            .map((name) => [name, '1.0']),
        ),
    ),
  };
  return discovery;
}
