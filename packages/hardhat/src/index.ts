/** Hardhat 3 plugin: the network `evmml` is a node of the test's own, and connections deploy models. */
import { definePlugin } from 'hardhat/plugins';
import type { HardhatPlugin } from 'hardhat/types/plugins';
import { PACKAGE } from './package-name.ts';

export type { EvmMlConfig, EvmMlNodeOptions, EvmMlUserConfig } from './config.ts';
export type { DeployedModel, DeployOptions, PredictHelpers } from './predict.ts';
export type * from './type-extensions.ts';

/** Goes into `plugins` of hardhat.config.ts. Loads nothing of evm-ml before a connection is made. */
const plugin: HardhatPlugin = definePlugin({
  id: 'evm-ml',
  npmPackage: PACKAGE,
  hookHandlers: {
    config: () => import('./hooks/config.ts'),
    network: () => import('./hooks/network.ts'),
  },
});

export default plugin;
