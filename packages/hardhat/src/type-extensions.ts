import type { EvmMlConfig, EvmMlUserConfig } from './config.ts';
import type { PredictHelpers } from './predict.ts';

import 'hardhat/types/config';
import 'hardhat/types/network';

declare module 'hardhat/types/config' {
  interface HardhatUserConfig {
    /** Of the plugin @evm-ml/hardhat. */
    evmMl?: EvmMlUserConfig;
  }
  interface HardhatConfig {
    /** Of the plugin @evm-ml/hardhat. */
    evmMl: EvmMlConfig;
  }
}

declare module 'hardhat/types/network' {
  interface NetworkConnection<ChainTypeT extends ChainType | string = DefaultChainType> {
    /** Deploys models on this network. */
    predict: PredictHelpers;
  }
}
