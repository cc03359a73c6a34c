import type { Hex } from 'viem';
import { genesisValidator } from './engine-keys.ts';
import type { NetworkNode } from './network-file.ts';

/** What the engine's genesis is made from. */
export interface EngineGenesisParts {
  chainId: number;
  /** Gas of a block. */
  gasLimit: bigint;
  /** Hash of block 0: nodes with another genesis refuse to begin. */
  genesisHash: Hex;
  /** When the chain begins, milliseconds since 1970. */
  time: number;
  /** Those of them that are validators have a vote. */
  nodes: readonly NetworkNode[];
}

/** Bytes of a block: 30,000,000 gas pay for 3,000,000 bytes of calldata. */
const maxBytes = 4 * 2 ** 20;

/** Two days, in nanoseconds: for so long a double signature can be proven. */
const evidenceAge = 48n * 3_600n * 10n ** 9n;

/** Genesis of the engine (`genesis.json` of CometBFT 0.38). Its numbers of 64 bits are text. */
export function engineGenesis({ chainId, gasLimit, genesisHash, time, nodes }: EngineGenesisParts) {
  return {
    genesis_time: new Date(time).toISOString(),
    chain_id: `evm-ml-${chainId}`,
    initial_height: '1',
    consensus_params: {
      block: { max_bytes: `${maxBytes}`, max_gas: `${gasLimit}` },
      evidence: {
        max_age_num_blocks: '100000',
        max_age_duration: `${evidenceAge}`,
        max_bytes: `${2 ** 20}`,
      },
      validator: { pub_key_types: ['ed25519'] },
      version: { app: '0' },
      abci: { vote_extensions_enable_height: '0' },
    },
    validators: nodes
      .filter(({ validator }) => validator)
      .map(({ name, publicKey }) => genesisValidator(Buffer.from(publicKey, 'base64'), name)),
    app_hash: '',
    app_state: { genesis: genesisHash },
  };
}
