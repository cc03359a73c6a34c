import { type Definitions, define } from '../define.ts';
import * as result from '../results/index.ts';

/** Rules and reach of this chain, as machines read them. */
export const chainConfigMethods = {
  eth_config: define(
    'Rules in force: fork, precompiles and system contracts (EIP-7910). No fork is planned on this chain.',
    [],
    result.chainConfig,
  ),

  eth_capabilities: define('From which block on this node has what.', [], result.capabilities),

  predict_limits: define(
    'How large models may be, as genesis says: bytes of a model and of its plan, elements, steps of one example.',
    [],
    result.modelLimits,
  ),
} satisfies Definitions;
