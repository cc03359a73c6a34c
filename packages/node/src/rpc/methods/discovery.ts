import { createDocument, discoveryMethods, namespaceOf, type OpenRpcDocument } from '@evm-ml/rpc';
import { version } from '../../config/version.ts';
import { type MethodTable, serve } from '../method.ts';

/** What a table of methods says about itself, this included. */
export function discoveryHandlers(methods: MethodTable) {
  const described = { ...methods, ...discoveryMethods };
  let document: OpenRpcDocument | undefined;
  return serve(discoveryMethods, {
    rpc_discover: () => {
      document ??= createDocument(described, version);
      return { ...document };
    },

    rpc_modules: () => {
      const namespaces = new Set(Object.keys(described).map(namespaceOf));
      return Object.fromEntries([...namespaces].sort().map((name) => [name, '1.0']));
    },
  });
}
