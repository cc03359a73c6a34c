import { developmentAccounts } from './accounts.ts';
import type { GenesisFile } from './genesis-file.ts';

/** Chain id of the development chain: 0x4d4c, "ML". Not 31337, for which wallets keep nonces of other chains. */
export const developmentChainId = 19_788;

const tenThousandEther = `0x${(10_000n * 10n ** 18n).toString(16)}`;

/** Contracts that tools expect on every chain. */
const wellKnownContracts: GenesisFile['alloc'] = {
  // EIP-2935: the contract that serves the hashes of past blocks.
  '0x0000F90827F1C53a10cb7A02335B175320002935': {
    nonce: '0x1',
    code: '0x3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500',
  },
  // Deterministic deployment proxy, https://github.com/Arachnid/deterministic-deployment-proxy
  '0x4e59b44847b379578588920cA78FbF26c0B4956C': {
    nonce: '0x1',
    code: '0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3',
  },
};

/**
 * The chain that a node runs when it is given no genesis: 10 funded accounts of the development mnemonic.
 * @param timestamp of block 0, seconds since 1970
 */
export function developmentGenesis(timestamp = 0): GenesisFile {
  const funded = developmentAccounts().map(
    ({ address }) => [address, { balance: tenThousandEther }] as const,
  );
  return {
    config: { chainId: developmentChainId },
    timestamp,
    alloc: { ...Object.fromEntries(funded), ...wellKnownContracts },
  };
}
