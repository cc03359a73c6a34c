import { z } from 'zod';
import { type Definitions, define } from '../define.ts';
import * as result from '../results/index.ts';

/** What a node says about its own methods. */
export const discoveryMethods = {
  rpc_discover: define(
    'This description: every method that the node serves, with schemas (OpenRPC).',
    [],
    z.looseObject({ openrpc: z.string() }),
  ),

  rpc_modules: define(
    'Namespaces that the node serves, with their versions.',
    [],
    z.record(z.string(), result.text),
  ),
} satisfies Definitions;
