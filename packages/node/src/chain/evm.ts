import type { Common, StateManagerInterface } from '@ethereumjs/common';
import { type EVMMockBlockchainInterface, NobleBN254 } from '@ethereumjs/evm';
import { DelegationEvm } from '@evm-ml/evm';
import type { PredictResources } from './predict-watch.ts';

/** What an EVM is built over. */
export interface EvmParts {
  common: Common;
  stateManager: StateManagerInterface;
  blockchain: EVMMockBlockchainInterface;
}

/** Makes the EVMs of one chain. PREDICT comes in here and nowhere else. */
export interface ChainEvm {
  create(parts: EvmParts): Promise<DelegationEvm>;
  /** What the EVMs share of PREDICT; absent on a chain without it. */
  readonly predict?: PredictResources;
}

/** Plain Ethereum, for chains whose genesis switches PREDICT off. */
export const plainEvm: ChainEvm = {
  create: async (parts) => new DelegationEvm({ ...parts, bn254: new NobleBN254() }),
};
